/**
 * At the start: what a process that was killed between two steps of an ingest left behind is put right. A file without an
 * index row gets one, an archived file without a catalogue row is catalogued; both from the file's own bytes.
 */
import { readFile } from 'node:fs/promises';
import { bytesInMemory } from '#lib/base/bytes.ts';
import { log } from '#lib/base/log.ts';
import { readPart10 } from '#lib/dicom/part10/part10-reader.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { storedInstance, storedSeries, storedStudy } from './catalogue/catalogue-rows.ts';
import type { EmbeddedArchive } from './embedded-archive.ts';
import type { IngestParts } from './ingest.ts';
import { catalogue, ingest } from './ingest.ts';
import type { InstanceRef } from './port.ts';

export const sweeper = 'system';

/** How many files were put right. */
export async function sweepOrphans(
	parts: IngestParts & { readonly db: Database; readonly archive: EmbeddedArchive },
	signal: AbortSignal,
): Promise<number> {
	let healed = 0;
	for await (const path of parts.archive.unindexed()) {
		if (signal.aborted) return healed;
		const bytes = await readFile(path);
		const outcome = await ingest(parts, bytes, { expectedStudy: null, actor: sweeper, owner: null }, signal);
		if (outcome.kind === 'refused') log('warn', 'orphan-refused', { code: outcome.code });
		else healed += 1;
	}
	for (const ref of await uncatalogued(parts.db)) {
		if (signal.aborted) return healed;
		if (await catalogueHeld(parts, ref, signal)) healed += 1;
	}
	if (healed > 0) log('info', 'orphans-healed', { files: healed });
	return healed;
}

async function uncatalogued(db: Database): Promise<InstanceRef[]> {
	const rows = await db
		.selectFrom('archived_file')
		.select(['archived_file.study', 'archived_file.series', 'archived_file.instance'])
		.where((eb) =>
			eb.not(
				eb.exists(
					eb
						.selectFrom('instance')
						.select('instance.uid')
						.whereRef('instance.study', '=', 'archived_file.study')
						.whereRef('instance.uid', '=', 'archived_file.instance'),
				),
			),
		)
		.execute();
	return rows.map((row) => ({
		study: storedStudy(row.study),
		series: storedSeries(row.series),
		instance: storedInstance(row.instance),
	}));
}

async function catalogueHeld(
	parts: IngestParts & { readonly archive: EmbeddedArchive },
	ref: InstanceRef,
	signal: AbortSignal,
): Promise<boolean> {
	const opened = await parts.archive.open(ref);
	if (!opened.ok || signal.aborted) return false;
	const bytes = await readFile(opened.value.path);
	const { size, sha256 } = opened.value;
	await opened.value.close();
	const read = await readPart10(bytesInMemory(bytes));
	if (!read.ok) {
		log('warn', 'orphan-refused', { code: read.reason });
		return false;
	}
	return (
		(await catalogue(
			parts,
			{ ref, part10: read.value, size, sha256, derive: 'pending' },
			{ actor: sweeper, owner: null },
		)) === 'added'
	);
}
