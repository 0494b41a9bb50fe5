/**
 * Many studies for a search to walk through, one tiny instance each. Orthanc gets them as files. Ours gets the first as a file and
 * the rest as copies of its rows: what is measured is the search, and a hundred thousand receptions take their time.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { part10File } from '../../tests/fixtures/part10-file.ts';
import type { OrthancPeer } from '../../tests/peers/orthanc.ts';
import { readConfig } from '../../src/lib/server/app/config.ts';
import { openDatabase } from '../../src/lib/server/store/open-database.ts';

export function studyUidAt(index: number): string {
	return `2.25.4711.${1_000_000_000 + index}`;
}

export function templateFile(): Uint8Array {
	return fileAt(0);
}

function fileAt(index: number): Uint8Array {
	const study = studyUidAt(index);
	const day = new Date(Date.UTC(2016, 0, 1 + Math.floor(spread(index) * 3600)));
	return part10File({
		study,
		series: `${study}.1`,
		instance: `${study}.1.1`,
		more: {
			'00080020': { vr: 'DA', Value: [day.toISOString().slice(0, 10).replaceAll('-', '')] },
			'00080050': { vr: 'SH', Value: [`A${index}`] },
			'00100020': { vr: 'LO', Value: [`P${index >> 1}`] },
		},
	});
}

/** 0..1, the same for each index on every machine. */
function spread(index: number): number {
	return createHash('sha256').update(String(index)).digest().readUInt32BE(0) / 2 ** 32;
}

/** The server that holds `dataDir` must not run meanwhile. */
export async function fillOurs(dataDir: string, from: number, to: number): Promise<void> {
	const config = readConfig({ DATA_DIR: dataDir, DEMO: '0' });
	if (!config.ok) throw new Error(config.reason.problem);
	const db = await openDatabase(config.value);
	const template = studyUidAt(0);
	const columns = async (table: string): Promise<string[]> => {
		const { rows } = await sql<{ name: string }>`select name from pragma_table_info(${table})`.execute(db);
		return rows.map((row) => row.name);
	};
	const numbers = sql`with recursive n(i) as (select cast(${from} as integer) union all select i + 1 from n where i + 1 < ${to})`;
	const uid = sql`'2.25.4711.' || (1000000000 + n.i)`;
	/** Each column as it stands in the template's row, but for those that tell one study from another. */
	const copy = async (
		table: string,
		own: Readonly<Record<string, ReturnType<typeof sql>>>,
		where: string,
	) => {
		const names = await columns(table);
		const values = names.map((name) => own[name] ?? sql.ref(`t.${name}`));
		await sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})
			${numbers} select ${sql.join(values)} from n, ${sql.table(table)} as t where ${sql.ref(`t.${where}`)} = ${template}`.execute(
			db,
		);
	};
	await copy(
		'study',
		{
			uid,
			date: sql`strftime('%Y%m%d', '2016-01-01', '+' || ((n.i * 7919) % 3600) || ' days')`,
			accession: sql`'A' || n.i`,
			patient_id: sql`'P' || (n.i / 2)`,
		},
		'uid',
	);
	await copy('series', { study: uid, uid: sql`${uid} || '.1'` }, 'study');
	await copy('instance', { study: uid, series: sql`${uid} || '.1'`, uid: sql`${uid} || '.1.1'` }, 'study');
	await sql`analyze`.execute(db);
	await db.destroy();
}

export async function fillOrthanc(orthanc: OrthancPeer, from: number, to: number): Promise<void> {
	const authorization = `Basic ${Buffer.from(`${orthanc.user}:${orthanc.password}`).toString('base64')}`;
	let next = from;
	const worker = async (): Promise<void> => {
		while (next < to) {
			const body = Buffer.from(fileAt(next++));
			const answer = await fetch(`${orthanc.rest}/instances`, {
				method: 'POST',
				headers: { authorization, 'content-type': 'application/dicom' },
				body,
			});
			await answer.arrayBuffer();
			if (!answer.ok) throw new Error(`Orthanc refused a file: ${answer.status}`);
		}
	};
	await Promise.all(Array.from({ length: 4 }, worker));
}
