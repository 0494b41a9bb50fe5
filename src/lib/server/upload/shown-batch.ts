/** A batch as its person's page shows it. */
import type { FileState, ShownBatch, ShownFile } from '#lib/archive/upload-contract.ts';
import { displayText } from '#lib/dicom/text/display-text.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { BatchRow, FileRow } from './batch-store.ts';
import type { DirectoryFacts, ObjectFacts } from './file-facts.ts';
import { parseFacts } from './file-facts.ts';
import { knownPatients, knownStudies } from './known-patients.ts';
import { patientGroups } from './patient-groups.ts';
import type { PatientGroup, WaitingFile } from './patient-groups.ts';
import type { UploadFiles } from './upload-files.ts';

const mostInside = 200;

export async function shownBatch(
	{ db, files }: { readonly db: Database; readonly files: UploadFiles },
	batch: BatchRow,
	rows: readonly FileRow[],
): Promise<ShownBatch> {
	const sent = rows.filter((row) => row.parent === null);
	const inside = rows.filter((row) => row.parent !== null && row.state === 'refused');
	const groups = await groupsOf(db, batch, rows);
	return {
		id: batch.id,
		expiresAt: batch.expires_at,
		files: await Promise.all(sent.map((row) => shownFile(files, row))),
		inside: await Promise.all(inside.slice(0, mostInside).map((row) => shownFile(files, row))),
		counts: countsOf(rows),
		skipped: batch.skipped + rows.filter((row) => row.state === 'skipped').length,
		missing: missing(rows),
		patients: groups.map((group) => group.shown),
		filed: filedStudies(rows),
	};
}

export async function groupsOf(
	db: Database,
	batch: BatchRow,
	rows: readonly FileRow[],
): Promise<PatientGroup[]> {
	const waiting: WaitingFile[] = [];
	for (const row of rows) {
		if (row.state !== 'waiting' || row.study === null) continue;
		const facts = parseFacts(row.facts);
		if (facts?.kind !== 'object') continue;
		waiting.push({
			...{ id: row.id, study: row.study, facts },
			...{ fromPicture: row.picture !== null, tried: row.code !== null },
		});
	}
	const numbers = new Set(waiting.flatMap((file) => file.facts.id ?? []));
	return patientGroups(waiting, {
		hospital: batch.hospital,
		studies: await knownStudies(db, [...new Set(waiting.map((file) => file.study))]),
		patients: await knownPatients(db, batch.hospital, [...numbers]),
	});
}

async function shownFile(files: UploadFiles, row: FileRow): Promise<ShownFile> {
	return {
		id: row.id,
		name: row.name === null ? null : displayText(row.name),
		fingerprint: row.fingerprint,
		size: row.size,
		received: row.state === 'coming' ? ((await files.received(row.id)) ?? 0) : row.size,
		state: row.state,
		code: row.code,
	};
}

function countsOf(rows: readonly FileRow[]): ShownBatch['counts'] {
	const counts: Partial<Record<FileState, number>> = {};
	for (const row of rows) counts[row.state] = (counts[row.state] ?? 0) + 1;
	return counts;
}

/** What a disc's own list names and nobody sent: known only once everything that was told of has come. */
function missing(rows: readonly FileRow[]): number {
	if (rows.some((row) => row.state === 'coming' || row.state === 'reading')) return 0;
	const lists = rows
		.filter((row) => row.state === 'directory')
		.map((row) => parseFacts(row.facts))
		.filter((facts: ObjectFacts | DirectoryFacts | null) => facts?.kind === 'directory');
	const listed = new Set(lists.flatMap((list) => list.instances));
	for (const row of rows) if (row.instance !== null) listed.delete(row.instance);
	return listed.size;
}

function filedStudies(rows: readonly FileRow[]): ShownBatch['filed'] {
	const studies = new Map<string, ShownBatch['filed'][number]>();
	for (const { study, state } of rows) {
		if (study === null || (state !== 'stored' && state !== 'already-there' && state !== 'refused')) continue;
		const count = studies.get(study) ?? { study, stored: 0, already: 0, refused: 0 };
		if (state === 'stored') count.stored += 1;
		else if (state === 'already-there') count.already += 1;
		else count.refused += 1;
		studies.set(study, count);
	}
	return [...studies.values()];
}
