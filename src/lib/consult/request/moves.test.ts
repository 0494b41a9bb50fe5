import { describe, expect, it, test } from 'vitest';
import { consultStates } from './consult-state.ts';
import { judgeMove, moves, movesFor } from './moves.ts';
import type { Move, Party } from './moves.ts';

const parties: readonly Party[] = ['asker', 'asking-team', 'addressee', 'consultant'];

/** The whole table once more, written as people would tell it: from, who, what, to. */
const told = `
draft        asker                          request   requested
draft        asker,asking-team              cancel    cancelled
requested    asker,asking-team              redirect  requested
requested    asker,asking-team              cancel    cancelled
requested    addressee                      accept    accepted
requested    addressee                      decline   declined
requested    addressee                      pass      requested
declined     asker,asking-team              redirect  requested
declined     asker,asking-team              cancel    cancelled
accepted     consultant                     join      in-session
accepted     consultant                     hand-over handed-over
accepted     consultant                     answer    answered
accepted     asker,asking-team              cancel    cancelled
in-session   consultant                     hand-over handed-over
in-session   consultant                     answer    answered
in-session   asker,asking-team              cancel    cancelled
handed-over  addressee                      accept    accepted
handed-over  addressee                      decline   declined
handed-over  addressee                      pass      handed-over
handed-over  asker,asking-team              redirect  requested
handed-over  asker,asking-team              cancel    cancelled
answered     consultant                     answer    answered
answered     asker,asking-team,consultant   close     closed`
	.trim()
	.split('\n')
	.map((line) => line.split(/\s+/));

test('every move of every party from every state leads where it is told, and nowhere else', () => {
	for (const state of consultStates)
		for (const party of parties)
			for (const move of moves) {
				const line = told.find(
					([from, who, what]) => from === state && what === move && who?.split(',').includes(party) === true,
				);
				const judged = judgeMove(move, state, [party]);
				const cell = `${party}: ${move} from ${state}`;
				if (line === undefined) expect(judged.allow, cell).toBe(false);
				else expect(judged, cell).toEqual({ allow: true, to: line[3] });
			}
});

describe('what is refused', () => {
	const reasonOf = (move: Move, state: (typeof consultStates)[number], who: readonly Party[]) => {
		const judged = judgeMove(move, state, who);
		return judged.allow ? null : judged.reason;
	};

	it('says whether it was never theirs or is too late', () => {
		expect(reasonOf('accept', 'requested', ['asker'])).toBe('not-your-move');
		expect(reasonOf('accept', 'accepted', ['addressee'])).toBe('too-late');
		expect(reasonOf('answer', 'accepted', ['addressee', 'asking-team'])).toBe('not-your-move');
		expect(reasonOf('cancel', 'answered', ['asker'])).toBe('too-late');
		expect(reasonOf('cancel', 'requested', [])).toBe('not-your-move');
	});

	it('lets nothing follow the end', () => {
		for (const state of ['closed', 'cancelled'] as const) expect(movesFor(state, parties)).toEqual([]);
	});
});
