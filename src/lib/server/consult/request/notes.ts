/** What a consult remembers without being moved by it: who opened it, when the first picture was seen, who has read its news. */
import type { LiveHub } from '#lib/server/live/live-hub.ts';
import type { Actor } from '#lib/server/identity/actor.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { readConsult } from './consult-row.ts';
import { markRead, moveConsult } from './move.ts';
import { tellConsult, tellMoved } from './tell.ts';

interface Parts {
	readonly db: Database;
	readonly live: LiveHub;
}

/** A seat's person, as `seatOf` has it. */
interface Sitting {
	readonly consult: string;
	readonly role: 'asker' | 'consultant' | 'observer';
	readonly person: string;
	/** One who was asked or has taken it: their first look is what the asker waits for. */
	readonly answers: boolean;
}

/** The person looks at it: its news are read, and the first look of one who was asked is written down and told. */
export async function noteOpened(parts: Parts, sitting: Sitting, now: number): Promise<void> {
	const first = await transaction(parts.db, async (trx) => {
		const consult = await readConsult(trx, sitting.consult);
		if (consult === null) return false;
		await markRead(trx, { consult: consult.id, person: sitting.person, news: consult.news }, now);
		if (!sitting.answers || consult.opened_at !== null) return false;
		const set = await trx
			.updateTable('consult')
			.set({ opened_at: now })
			.where('id', '=', consult.id)
			.where('opened_at', 'is', null)
			.executeTakeFirst();
		return set.numUpdatedRows > 0n;
	});
	if (first) await tell(parts, sitting, 'opened');
}

/** The first picture stands before one who was asked. */
export async function noteFirstPicture(parts: Parts, sitting: Sitting, now: number): Promise<void> {
	if (!sitting.answers) return;
	const set = await parts.db
		.updateTable('consult')
		.set({ first_picture_at: now })
		.where('id', '=', sitting.consult)
		.where('first_picture_at', 'is', null)
		.executeTakeFirst();
	if (set.numUpdatedRows > 0n) await tell(parts, sitting, 'picture');
}

/** Called with every joining of the live line: the consultant's first is a move. */
export async function noteJoined(
	parts: Parts,
	seat: { readonly consult: string; readonly role: Sitting['role']; readonly state: string },
	by: { readonly person: string; readonly hospital: string },
	actor: Actor,
): Promise<void> {
	if (seat.role !== 'consultant' || seat.state !== 'accepted') return;
	const mover = { ...by, parties: ['consultant'] } as const;
	const moved = await transaction(parts.db, (trx) =>
		moveConsult(trx, { consult: seat.consult, move: 'join', by: mover, revision: null }, actor),
	);
	// Two tabs at once: the second finds it done.
	if (moved.ok) await tellMoved(parts, moved.value);
}

interface News {
	readonly consult: string;
	/** who said it */
	readonly person: string;
	/** who else says that they have it before them, known a moment later */
	readonly readers: Promise<readonly string[]>;
}

/** Something in it that its people should come and look at (a message, a question): one more to read for everyone else. */
export async function noteNews(
	parts: Parts,
	{ consult: id, person, readers }: News,
	now: number,
): Promise<void> {
	const news = await transaction(parts.db, async (trx) => {
		const raised = await trx
			.updateTable('consult')
			.set((eb) => ({ news: eb('news', '+', 1), changed_at: now }))
			.where('id', '=', id)
			.returning('news')
			.executeTakeFirst();
		if (raised === undefined) return null;
		await markRead(trx, { consult: id, person, news: raised.news }, now);
		return raised.news;
	});
	if (news === null) return;
	const read = await readers;
	const consult = await transaction(parts.db, async (trx) => {
		for (const reader of read) await markRead(trx, { consult: id, person: reader, news }, now);
		return readConsult(trx, id);
	});
	if (consult !== null) await tellConsult(parts, { consults: [consult], what: 'said', by: person });
}

/** The person has before them all that was said: later than they were waited for, since their page lay behind another. */
export async function noteRead(
	parts: Parts,
	{ consult: id, person }: Pick<News, 'consult' | 'person'>,
	now: number,
): Promise<void> {
	const consult = await transaction(parts.db, async (trx) => {
		const row = await readConsult(trx, id);
		const news = row !== null && (await markRead(trx, { consult: id, person, news: row.news }, now));
		return news ? row : null;
	});
	if (consult !== null) await tellConsult(parts, { consults: [consult], what: 'read', by: person });
}

async function tell(parts: Parts, sitting: Sitting, what: string): Promise<void> {
	const consult = await readConsult(parts.db, sitting.consult);
	if (consult !== null) await tellConsult(parts, { consults: [consult], what, by: sitting.person });
}
