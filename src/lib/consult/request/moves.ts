/**
 * Who may make which move from which state: one table, asked by the server before it moves anything and by the screen before it
 * offers a button. What isn't in it is refused.
 */
import type { ConsultState } from './consult-state.ts';

export const moves = [
	'request',
	'redirect',
	'accept',
	'decline',
	'pass',
	'hand-over',
	'join',
	'answer',
	'close',
	'cancel',
] as const;
export type Move = (typeof moves)[number];

/**
 * What somebody is to a consult; one may be several at once.
 * `asking-team`: a clinical colleague at the asking hospital, because shifts change and patients stay.
 * `addressee`: may take it: the person named, a doctor of the hospital named, or one of the specialty named.
 */
export type Party = 'asker' | 'asking-team' | 'addressee' | 'consultant';

interface Rule {
	readonly by: readonly Party[];
	readonly from: readonly ConsultState[];
	/** null: it stays as it is */
	readonly to: ConsultState | null;
}

const table = {
	request: { by: ['asker'], from: ['draft'], to: 'requested' },
	/** Asks somebody else; the patient has waited all the while, so the clock runs on. */
	redirect: {
		by: ['asker', 'asking-team'],
		from: ['requested', 'declined', 'handed-over'],
		to: 'requested',
	},
	accept: { by: ['addressee'], from: ['requested', 'handed-over'], to: 'accepted' },
	/** For the person or the hospital that was asked. */
	decline: { by: ['addressee'], from: ['requested', 'handed-over'], to: 'declined' },
	/** One of a specialty speaks for nobody else: it waits on for the others. */
	pass: { by: ['addressee'], from: ['requested', 'handed-over'], to: null },
	'hand-over': { by: ['consultant'], from: ['accepted', 'in-session'], to: 'handed-over' },
	join: { by: ['consultant'], from: ['accepted'], to: 'in-session' },
	/** Again from `answered`: an amended answer. */
	answer: { by: ['consultant'], from: ['accepted', 'in-session', 'answered'], to: 'answered' },
	close: { by: ['asker', 'asking-team', 'consultant'], from: ['answered'], to: 'closed' },
	cancel: {
		by: ['asker', 'asking-team'],
		from: ['draft', 'requested', 'accepted', 'in-session', 'declined', 'handed-over'],
		to: 'cancelled',
	},
} as const satisfies Record<Move, Rule>;

/** `not-your-move`: whatever the state. `too-late`: it isn't, or no longer, in a state for it. */
export type MoveRefusal = 'not-your-move' | 'too-late';

export type MoveJudgement =
	| { readonly allow: true; readonly to: ConsultState }
	| { readonly allow: false; readonly reason: MoveRefusal };

export function judgeMove(move: Move, state: ConsultState, parties: readonly Party[]): MoveJudgement {
	const rule: Rule = table[move];
	if (!rule.by.some((party) => parties.includes(party))) return { allow: false, reason: 'not-your-move' };
	if (!rule.from.includes(state)) return { allow: false, reason: 'too-late' };
	return { allow: true, to: rule.to ?? state };
}

/** What a screen may offer. */
export function movesFor(state: ConsultState, parties: readonly Party[]): Move[] {
	return moves.filter((move) => judgeMove(move, state, parties).allow);
}
