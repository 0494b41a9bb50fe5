import type { TestServer } from '../../tests/server.ts';

export interface StoreAnswer {
	readonly status: number;
	/** SOP Instance UIDs */
	readonly stored: readonly string[];
	readonly failed: readonly { instance: string; reason: number }[];
}

type Row = Record<string, { Value?: unknown[] } | undefined>;

function text(row: Row, tag: string): string {
	const value = row[tag]?.Value?.[0];
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Stores files as another system would (STOW-RS), a dozen a request. */
export async function store(server: TestServer, files: readonly Uint8Array[]): Promise<StoreAnswer[]> {
	const token = server.createToken(['store']);
	const answers: StoreAnswer[] = [];
	for (let i = 0; i < files.length; i += 12) answers.push(await send(server, token, files.slice(i, i + 12)));
	return answers;
}

async function send(server: TestServer, token: string, files: readonly Uint8Array[]): Promise<StoreAnswer> {
	const boundary = 'part-of-a-test';
	const chunks: Buffer[] = [];
	for (const file of files) {
		chunks.push(Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`), Buffer.from(file));
		chunks.push(Buffer.from('\r\n'));
	}
	chunks.push(Buffer.from(`--${boundary}--\r\n`));
	const answer = await fetch(`${server.origin}/dicom-web/studies`, {
		method: 'POST',
		headers: {
			authorization: `Bearer ${token}`,
			accept: 'application/dicom+json',
			// A kept connection may be closed by the server while this process waits for a script to end.
			connection: 'close',
			'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}`,
		},
		body: Buffer.concat(chunks),
	});
	const body = (await answer.json()) as Row;
	const items = (tag: string): Row[] => (body[tag]?.Value ?? []) as Row[];
	return {
		status: answer.status,
		stored: items('00081199').map((item) => text(item, '00081155')),
		failed: items('00081198').map((item) => ({
			instance: text(item, '00081155'),
			reason: Number(text(item, '00081197')),
		})),
	};
}
