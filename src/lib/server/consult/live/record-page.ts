/** The stored record and draft as one answer (`consult/live/record-page.ts`): from the store, whatever room is open or where. */
import * as Y from 'yjs';
import type { RecordPage } from '#lib/consult/live/record-page.ts';
import type { Roster } from '#lib/consult/live/roster.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { Seat } from '../request/seat.ts';
import { loadPeople } from './people-store.ts';
import { markLength } from './record-part.ts';
import { loadUpdates } from './update-store.ts';
import type { LoadedUpdate } from './update-store.ts';

/** As it goes over the line: bytes in base64. */
type Sent = Omit<RecordPage, 'rows' | 'draft'> & {
	readonly rows: readonly (Omit<RecordPage['rows'][number], 'bytes'> & { readonly bytes: string })[];
	readonly draft: { readonly seq: number; readonly bytes: string } | null;
};

export interface PageAsked {
	/** up to where the reader knows the order: SEQ.MARK; null: nothing */
	readonly since: string | null;
	/** the draft's last row that the reader has; null: none */
	readonly draft: number | null;
}

export async function recordPage(
	db: Database,
	{ seat, person }: { readonly seat: Pick<Seat, 'consult' | 'state' | 'mayWrite'>; readonly person: string },
	{ since, draft }: PageAsked,
): Promise<Sent> {
	const { consult } = seat;
	const rows = await loadUpdates(db, consult, 'record');
	const known = rows.findIndex((row) => since === `${row.seq}.${row.hash.slice(0, markLength)}`);
	const written = await loadUpdates(db, consult, 'draft');
	const last = written.at(-1);
	return {
		anew: since !== null && known === -1,
		rows: rows.slice(known + 1).map((row) => ({
			...{ seq: row.seq, at: row.at, mark: row.hash.slice(0, markLength) },
			...{ keys: keysOf(row), bytes: base64(row.bytes) },
		})),
		draft:
			last === undefined || last.seq === draft
				? null
				: { seq: last.seq, bytes: base64(Y.mergeUpdates(written.map((row) => row.bytes))) },
		roster: await rosterOf(db, seat, person),
	};
}

/** The events a row brought: what the guard let in is new keys of one map and nothing else. */
function keysOf({ bytes }: LoadedUpdate): string[] {
	return Y.decodeUpdate(bytes).structs.flatMap((struct) =>
		struct instanceof Y.Item && struct.parentSub !== null ? [struct.parentSub] : [],
	);
}

/** Without a line nobody is seen to be here. */
async function rosterOf(
	db: Database,
	{ consult, state, mayWrite }: Pick<Seat, 'consult' | 'state' | 'mayWrite'>,
	person: string,
): Promise<Roster> {
	const people = (await loadPeople(db, consult)).map((one) => ({
		...one,
		mayWrite: one.person === person && mayWrite,
		here: false,
	}));
	return { people, you: people.find((one) => one.person === person)?.place ?? null, state };
}

function base64(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString('base64');
}
