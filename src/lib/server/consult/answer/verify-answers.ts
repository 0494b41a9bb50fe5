/**
 * Every signed answer of the database read again: text against hash, hash against signature, version against version, the record
 * entry it was signed at, and the audit row of its signing (threat 17). One sentence for each fault, with consult and version.
 */
import * as v from 'valibot';
import type { Database } from '#lib/server/store/schema.ts';
import { firstBroken } from '../live/update-store.ts';
import { readSigned } from './signed-store.ts';
import type { SigningKeys } from './signing-key.ts';

export interface AnswersVerdict {
	readonly answers: number;
	readonly faults: readonly { readonly consult: string; readonly version: number; readonly why: string }[];
}

export async function verifyAnswers(db: Database, keys: SigningKeys): Promise<AnswersVerdict> {
	const faults: { consult: string; version: number; why: string }[] = [];
	const audited = await signedInAudit(db);
	const keptSince = await auditKeptSince(db);
	const consults = new Set([
		...(await db.selectFrom('consult_answer').select('consult').distinct().execute()).map(
			(row) => row.consult,
		),
		...[...audited.values()].map((row) => row.consult),
	]);
	let answers = 0;
	for (const consult of [...consults].sort()) {
		const broken = await firstBroken(db, consult, 'record');
		for (const one of await readSigned(db, keys, consult)) {
			answers++;
			const { version } = one;
			const fault = (why: string): void => void faults.push({ consult, version, why });
			const row = audited.get(`${consult}/${version}`);
			audited.delete(`${consult}/${version}`);
			if ('unreadable' in one) fault('its text can’t be read');
			else if (one.fault !== null) fault(sentences[one.fault]);
			else if (row === undefined && one.statement.signedAt < keptSince) continue;
			else if (row === undefined) fault('the audit knows nothing of its signing');
			else if (row.hash !== one.hash) fault('the audit names another hash');
			else if (broken !== null && broken <= one.statement.record.seq)
				fault(`the record under it is broken at entry ${broken}`);
		}
	}
	for (const row of audited.values())
		faults.push({ consult: row.consult, version: row.version, why: 'the audit knows it, but it is gone' });
	return { answers, faults };
}

const sentences = {
	changed: 'its text was changed after it was signed',
	'bad-signature': 'its signature is not ours, or not of this text',
	'broken-chain': 'it doesn’t follow the version before it',
	'record-changed': 'the record’s entry it was signed at is gone or another',
} as const;

interface AuditedSigning {
	readonly consult: string;
	readonly version: number;
	readonly hash: string;
}

/** Before this moment the audit's rows were deleted for their age; 0: none were. */
async function auditKeptSince(db: Database): Promise<number> {
	const cut = await db.selectFrom('audit_checkpoint').select('id').executeTakeFirst();
	if (cut === undefined) return 0;
	const oldest = await db.selectFrom('audit_index').select('at').orderBy('seq').limit(1).executeTakeFirst();
	return oldest?.at ?? 0;
}

/** By consult and version. */
async function signedInAudit(db: Database): Promise<Map<string, AuditedSigning>> {
	const rows = await db
		.selectFrom('audit_index')
		.innerJoin('audit_row', 'audit_row.seq', 'audit_index.seq')
		.select('audit_row.body')
		.where('audit_index.kind', '=', 'answer-signed')
		.execute();
	const found = new Map<string, AuditedSigning>();
	for (const { body } of rows) {
		const parsed = v.safeParse(AuditBody, body);
		if (parsed.success) found.set(`${parsed.output.consult}/${parsed.output.version}`, parsed.output);
	}
	return found;
}

const AuditBody = v.pipe(
	v.string(),
	v.parseJson(),
	v.object({ consult: v.string(), version: v.number(), hash: v.string() }),
);
