/** Our server over one kind of archive, with a token that may do everything, for the DICOMweb tests. */
import { startOrthanc } from './peers/orthanc.ts';
import { startServer } from './server.ts';
import type { TestServer } from './server.ts';

export interface DicomwebSubject {
	readonly server: TestServer;
	/** `http://.../dicom-web` */
	readonly root: string;
	readonly token: string;
	get(path: string, accept?: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
	rows(path: string): Promise<Row[]>;
	store(files: readonly Uint8Array[], path?: string): Promise<Response>;
	stop(): Promise<void>;
}

export interface Row {
	readonly [tag: string]: {
		readonly vr: string;
		readonly Value?: readonly never[];
		readonly BulkDataURI?: string;
	};
}

export type ArchiveKind = 'embedded' | 'upstream';

export async function startDicomweb(kind: ArchiveKind): Promise<DicomwebSubject> {
	const orthanc = kind === 'upstream' ? await startOrthanc() : null;
	const env: Record<string, string> =
		orthanc === null
			? {}
			: { DICOMWEB_URL: orthanc.root, DICOMWEB_USER: orthanc.user, DICOMWEB_PASSWORD: orthanc.password };
	const server = await startServer({ env }).catch(async (error: unknown) => {
		await orthanc?.stop();
		throw error;
	});
	const root = `${server.origin}/dicom-web`;
	const token = server.createToken(['search', 'read', 'store']);
	const get: DicomwebSubject['get'] = (path, accept = '*/*', headers = {}) =>
		fetch(root + path, { headers: { authorization: `Bearer ${token}`, accept, ...headers } });
	return {
		server,
		root,
		token,
		get,
		rows: async (path) => {
			const answer = await get(path, 'application/dicom+json');
			if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
			return (await answer.json()) as Row[];
		},
		store: (files, path = '/studies') => {
			const boundary = 'test-boundary';
			const body = Buffer.concat([
				...files.flatMap((file) => [
					Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
					file,
					Buffer.from('\r\n'),
				]),
				Buffer.from(`--${boundary}--\r\n`),
			]);
			return fetch(root + path, {
				method: 'POST',
				headers: {
					authorization: `Bearer ${token}`,
					accept: 'application/dicom+json',
					'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}`,
				},
				body,
			});
		},
		stop: async () => {
			await server.stop();
			await orthanc?.stop();
		},
	};
}

/** The parts of a multipart answer, split by the test's own hand. */
export async function partsOf(answer: Response): Promise<{ type: string; location: string; body: Buffer }[]> {
	const boundary = /boundary="?([^";]+)/.exec(answer.headers.get('content-type') ?? '')?.[1];
	if (boundary === undefined)
		throw new Error(`no multipart: ${answer.status} ${answer.headers.get('content-type')}`);
	const bytes = Buffer.from(await answer.arrayBuffer());
	const mark = Buffer.from(`--${boundary}`);
	const parts = [];
	let at = bytes.indexOf(mark);
	for (;;) {
		const next = bytes.indexOf(mark, at + mark.length);
		if (next < 0) break;
		const whole = bytes.subarray(at + mark.length + 2, next - 2);
		const split = whole.indexOf('\r\n\r\n');
		const head = whole.toString('latin1', 0, split);
		parts.push({
			type: /^content-type: (.*)$/im.exec(head)?.[1]?.trim() ?? '',
			location: /^content-location: (.*)$/im.exec(head)?.[1]?.trim() ?? '',
			body: whole.subarray(split + 4),
		});
		at = next;
	}
	if (bytes.toString('latin1', at, at + mark.length + 2) !== `--${boundary}--`) throw new Error('cut short');
	return parts;
}
