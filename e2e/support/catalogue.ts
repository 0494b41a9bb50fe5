import type { TestServer } from '../../tests/server.ts';

type Row = Record<string, { Value?: unknown[] } | undefined>;

async function query(server: TestServer, path: string): Promise<Row[]> {
	const token = server.createToken(['search', 'read']);
	const answer = await fetch(`${server.origin}/dicom-web${path}`, {
		headers: { authorization: `Bearer ${token}`, accept: 'application/dicom+json' },
	});
	if (answer.status === 204) return [];
	if (!answer.ok) throw new Error(`QIDO answered ${answer.status}`);
	return (await answer.json()) as Row[];
}

function text(row: Row, tag: string): string {
	const value = row[tag]?.Value?.[0];
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export interface KnownStudy {
	readonly study: string;
	readonly modalities: readonly string[];
	readonly description: string;
	readonly patientId: string;
	readonly patientName: string;
}

/** Every study on the server, asked as another system would. */
export async function studiesOf(server: TestServer): Promise<KnownStudy[]> {
	const rows = await query(server, '/studies?limit=200&includefield=StudyDescription');
	return rows.map((row) => ({
		study: text(row, '0020000D'),
		modalities: (row['00080061']?.Value ?? []).map(String),
		description: text(row, '00081030'),
		patientId: text(row, '00100020'),
		patientName: JSON.stringify(row['00100010']?.Value?.[0] ?? ''),
	}));
}

export async function instancesOf(
	server: TestServer,
	study: string,
): Promise<{ series: string; instance: string }[]> {
	const rows = await query(server, `/studies/${study}/instances?limit=1000`);
	return rows.map((row) => ({ series: text(row, '0020000E'), instance: text(row, '00080018') }));
}
