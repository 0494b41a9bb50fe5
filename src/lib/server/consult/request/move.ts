/**
 * Moves of a consult, each in one transaction with its history, its audit row, and what it gives and takes: whoever is asked may
 * see and mark exactly the consult's studies from then on, and no longer than the consult lets them (access.md 3.4). A hospital
 * or a person is given that when they are asked; of a specialty only the one who takes it. Of two who move at once the first
 * commit wins and the other hears so: the row is changed only at the revision it was read at.
 */
import { judgeMove } from '#lib/consult/request/moves.ts';
import type { Move, MoveRefusal, Party } from '#lib/consult/request/moves.ts';
import type { ConsultState } from '#lib/consult/request/consult-state.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { endMembership, grantMembership } from '#lib/server/access/membership.ts';
import { append } from '#lib/server/audit/append.ts';
import type { Actor } from '#lib/server/identity/actor.ts';
import type { Transaction } from '#lib/server/store/schema.ts';
import { readConsult, toColumns } from './consult-row.ts';
import type { AskedOf, ConsultRow } from './consult-row.ts';

/** Who moves it: a seat's, or `moverOf`. */
export interface Mover {
	readonly person: string;
	/** hcode */
	readonly hospital: string;
	readonly parties: readonly Party[];
}

export interface WantedMove {
	readonly consult: string;
	readonly move: Move;
	readonly by: Mover;
	/** as the person saw it; null: whatever it is now */
	readonly revision: number | null;
	/** with `request`, `redirect` and `hand-over` */
	readonly to?: AskedOf;
	readonly reason?: string;
	readonly words?: string;
}

/** `taken`: somebody else accepted first. `changed`: it moved since this person looked, and the move might surprise them. */
export type MoveProblem = 'not-found' | MoveRefusal | 'taken' | 'changed';

/** What the live line is told after the commit (`tellMoved`). */
export interface Moved {
	readonly move: Move;
	readonly by: string;
	readonly before: ConsultRow;
	readonly after: ConsultRow;
	/** Studies over which rights changed. */
	readonly rights: readonly string[];
}

export async function moveConsult(
	trx: Transaction,
	wanted: WantedMove,
	actor: Actor,
): Promise<Result<Moved, MoveProblem>> {
	const { move, by } = wanted;
	const before = await readConsult(trx, wanted.consult);
	if (before === null) return err('not-found');
	// A seat taken a while ago may have gone to somebody else since.
	const parties = by.parties.filter((party) => party !== 'consultant' || before.consultant === by.person);
	const judged = judgeMove(move, before.state, parties);
	if (!judged.allow) return err(whyNot(judged.reason, move, before));
	if (wanted.revision !== null && wanted.revision !== before.revision) return err('changed');
	const to = wanted.to ?? before.to;
	const revision = before.revision + 1;
	const news = before.news + (isQuiet(move) ? 0 : 1);
	const changed = await trx
		.updateTable('consult')
		.set({
			...toColumns(to),
			...stamps(move, before, by, actor.now),
			state: judged.to,
			revision,
			news,
			changed_at: actor.now,
		})
		.where('id', '=', before.id)
		.where('revision', '=', before.revision)
		.executeTakeFirst();
	// Somebody was faster by a moment: what they did decides what this one hears.
	if (changed.numUpdatedRows === 0n) {
		const now = await readConsult(trx, wanted.consult);
		return err(now === null ? 'not-found' : move === 'accept' ? whyNot('too-late', move, now) : 'changed');
	}
	await remember(trx, { ...wanted, revision, before, to, state: judged.to }, actor.now);
	await markRead(trx, { consult: before.id, person: by.person, news }, actor.now);
	if (move === 'pass') await markPassed(trx, before.id, by.person, actor.now);
	const after = await readConsult(trx, wanted.consult);
	if (after === null) throw new Error('a consult that was just moved is not there');
	const rights = await passRights(trx, { move, before, after, by }, actor);
	return ok({ move, by: by.person, before, after, rights });
}

/** Nothing that the others should come and look at. */
function isQuiet(move: Move): boolean {
	return move === 'pass' || move === 'join';
}

function whyNot(reason: MoveRefusal, move: Move, consult: ConsultRow): MoveProblem {
	return move === 'accept' && reason === 'too-late' && consult.consultant !== null ? 'taken' : reason;
}

/** Times that are told once keep their first value. */
function stamps(move: Move, before: ConsultRow, by: Mover, now: number) {
	switch (move) {
		case 'accept':
			return { consultant: by.person, consultant_hospital: by.hospital, accepted_at: now };
		case 'hand-over':
		case 'redirect':
		case 'decline':
			return { consultant: null, consultant_hospital: null, accepted_at: null };
		case 'answer':
			return { answered_at: before.answered_at ?? now };
		case 'close':
		case 'cancel':
			return { closed_at: now };
		case 'request':
		case 'pass':
		case 'join':
			return {};
	}
}

interface Remembered extends Omit<WantedMove, 'to'> {
	readonly revision: number;
	readonly before: ConsultRow;
	readonly to: AskedOf | null;
	readonly state: ConsultState;
}

async function remember(trx: Transaction, moved: Remembered, at: number): Promise<void> {
	const { by, before } = moved;
	const words = moved.words?.trim() ?? '';
	await trx
		.insertInto('consult_move')
		.values({
			consult: before.id,
			revision: moved.revision,
			at,
			move: moved.move,
			from_state: before.state,
			to_state: moved.state,
			person: by.person,
			hospital: by.hospital,
			reason: moved.reason ?? null,
			words: words === '' ? null : words,
			...toColumns(moved.to),
		})
		.execute();
}

interface Passed {
	readonly move: Move;
	readonly before: ConsultRow;
	readonly after: ConsultRow;
	readonly by: Mover;
}

/** Takes before it gives, and writes down what happened last: from there to the commit all other writers of the audit wait. */
async function passRights(trx: Transaction, moved: Passed, actor: Actor): Promise<readonly string[]> {
	const { move, before, after, by } = moved;
	const acting = { ...actor, hospital: by.hospital };
	const end = (how: 'closed' | 'cancelled') =>
		endMembership(trx, { through: 'consult', id: after.id, how }, acting);
	const give = async (to: { hospital: string } | { person: string }): Promise<readonly string[]> => {
		const { studies, id } = after;
		const order = { through: 'consult', id, studies, to, rights: ['view', 'annotate'] } as const;
		await grantMembership(trx, order, acting);
		return studies;
	};
	const giveAsked = async (): Promise<readonly string[]> => {
		if (after.to?.kind === 'hospital') return give({ hospital: after.to.hospital });
		return after.to?.kind === 'person' ? give({ person: after.to.person }) : [];
	};
	const rights = await (async (): Promise<readonly string[]> => {
		switch (move) {
			case 'request':
				return giveAsked();
			case 'redirect':
			case 'hand-over':
				return [...(await end('cancelled')), ...(await giveAsked())];
			case 'accept':
				return after.to?.kind === 'specialty' ? give({ person: by.person }) : [];
			case 'decline':
			case 'cancel':
				return end('cancelled');
			case 'close':
				return end('closed');
			case 'pass':
			case 'join':
			case 'answer':
				return [];
		}
	})();
	const { now, ...who } = actor;
	const put = toColumns(after.to);
	await append(
		trx,
		{
			kind: 'consult-moved',
			consult: after.id,
			move,
			before: before.state,
			after: after.state,
			studies: after.studies,
			toSpecialty: put.to_specialty,
			toHospital: put.to_hospital,
			toPerson: put.to_person,
			...who,
			hospital: by.hospital,
		},
		now,
	);
	return [...new Set(rights)];
}

interface Read {
	readonly consult: string;
	readonly person: string;
	readonly news: number;
}

/** Never backwards: two tabs of one person may come in the wrong order. Whether any of it was unread. */
export async function markRead(
	trx: Transaction,
	{ consult, person, news }: Read,
	at: number,
): Promise<boolean> {
	const marked = await trx
		.insertInto('consult_read')
		.values({ consult, person, news, read_at: at, passed_at: null })
		.onConflict((conflict) =>
			conflict
				.columns(['consult', 'person'])
				.doUpdateSet({ news, read_at: at })
				.where('consult_read.news', '<', news),
		)
		.executeTakeFirst();
	return (marked.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

async function markPassed(trx: Transaction, consult: string, person: string, at: number): Promise<void> {
	await trx
		.updateTable('consult_read')
		.set({ passed_at: at })
		.where('consult', '=', consult)
		.where('person', '=', person)
		.execute();
}
