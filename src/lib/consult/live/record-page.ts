/**
 * A consult's record and draft over plain HTTP, for a reader whose network lets no socket through (hospital proxies that refuse the
 * upgrade). Read slowly and never written this way: what is written waits on its device for a line.
 * `GET /api/consults/{id}/record?as=PERSON&since=SEQ.MARK&draft=SEQ`
 */
import * as v from 'valibot';
import { Roster } from './roster.ts';
import { StoredUpdate } from './wire.ts';

const Bytes = v.pipe(
	v.string(),
	v.base64(),
	v.transform((text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))),
);

export const RecordPage = v.object({
	/** `since` isn't in this history: these are all of its rows */
	anew: v.boolean(),
	/** in the server's order, each a Yjs update */
	rows: v.array(v.object({ ...StoredUpdate.entries, bytes: Bytes })),
	/** null: as the reader has it, or there is none */
	draft: v.nullable(v.object({ seq: v.number(), bytes: Bytes })),
	roster: Roster,
});
export type RecordPage = v.InferOutput<typeof RecordPage>;
