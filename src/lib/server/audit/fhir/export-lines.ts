import type { Database } from '#lib/server/store/schema.ts';
import { searchAudit } from '../reading/audit-search.ts';
import type { AuditQuestion } from '../reading/audit-search.ts';
import { lineFacts } from '../reading/line-facts.ts';
import { auditEvent } from './audit-event.ts';

export interface ExportOptions {
	/** How this server is reached. */
	readonly observer: string;
	/** An opaque id for a hospital's patient: the same for the same patient, telling nothing. */
	readonly patientId: (owner: string, hn: string) => string;
	/** Rows after this one are not part of this export. */
	readonly throughSeq: number;
}

const page = 500;

/** FHIR AuditEvents as NDJSON, newest first, a page of lines at a time: a million are as little memory as a hundred. */
export async function* exportLines(
	db: Database,
	question: AuditQuestion,
	options: ExportOptions,
): AsyncGenerator<string, void, undefined> {
	for (let after: { at: number; seq: number } | null = null; ;) {
		const found = await searchAudit(db, question, { after, limit: page });
		const lines = found.lines.filter((line) => line.seq <= options.throughSeq);
		const patients = await patientsOf(
			db,
			lines.flatMap((line) => lineFacts(line.body).studies),
			options,
		);
		const hashes = await hashesOf(
			db,
			lines.map((line) => line.seq),
		);
		if (lines.length > 0)
			yield lines
				.map((line) => {
					const facts = lineFacts(line.body);
					const studies = facts.studies.map((uid) => ({ uid, patient: patients.get(uid) ?? null }));
					const { hash = '', prevHash = '' } = hashes.get(line.seq) ?? {};
					const told = { ...facts, seq: line.seq, at: line.at, hash, prevHash, studies };
					return `${JSON.stringify(auditEvent(told, options.observer))}\n`;
				})
				.join('');
		if (found.next === null) return;
		after = found.next;
	}
}

async function patientsOf(
	db: Database,
	studies: readonly string[],
	{ patientId }: ExportOptions,
): Promise<ReadonlyMap<string, string>> {
	const asked = [...new Set(studies)];
	if (asked.length === 0) return new Map();
	const rows = await db
		.selectFrom('study')
		.select(['uid', 'owner', 'patient_id'])
		.where('uid', 'in', asked)
		.execute();
	return new Map(
		rows.flatMap((row): [string, string][] =>
			row.patient_id === null ? [] : [[row.uid, patientId(row.owner ?? '', row.patient_id)]],
		),
	);
}

async function hashesOf(
	db: Database,
	seqs: readonly number[],
): Promise<ReadonlyMap<number, { hash: string; prevHash: string }>> {
	if (seqs.length === 0) return new Map();
	const rows = await db
		.selectFrom('audit_row')
		.select(['seq', 'hash', 'prev_hash'])
		.where('seq', 'in', seqs)
		.execute();
	return new Map(rows.map((row) => [row.seq, { hash: row.hash, prevHash: row.prev_hash }]));
}
