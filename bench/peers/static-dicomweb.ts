/**
 * The best a peer's viewer can get from a server: everything prepared, in memory, metadata compressed, frames as HTJ2K and
 * cacheable for ever. It checks no rights and searches nothing, so it is an upper bound and no archive.
 */
import { openSync, readFileSync, readSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Dataset } from '../../src/lib/dicom/dataset.ts';
import { syntaxes, type BenchStudy } from '../data/studies.ts';

const boundary = 'bench-part';
const types = { raw: 'application/octet-stream', htj2k: 'image/jphc', j2k: 'image/jp2' } as const;

interface Frame {
	readonly file: number;
	readonly offset: number;
	readonly length: number;
	readonly study: BenchStudy;
}

export class StaticDicomweb {
	readonly #documents = new Map<string, Buffer>();
	readonly #frames = new Map<string, Frame>();

	constructor(studies: readonly BenchStudy[]) {
		for (const study of studies) this.#add(study);
	}

	/** `path` below the root, without the query. False when it isn't known. */
	answer(path: string, asked: URLSearchParams, request: IncomingMessage, response: ServerResponse): boolean {
		const frame = this.#frames.get(path);
		if (frame !== undefined) {
			this.#frame(frame, response);
			return true;
		}
		const study = asked.get('StudyInstanceUID') ?? asked.get('0020000D');
		const document = this.#documents.get(path === '/studies' ? `/studies?${study ?? ''}` : path);
		if (document === undefined || request.method !== 'GET') return false;
		response.writeHead(200, {
			'content-type': 'application/dicom+json',
			'content-encoding': 'gzip',
			'content-length': document.length,
			'cache-control': 'public, max-age=3600',
		});
		response.end(document);
		return true;
	}

	#frame({ file, offset, length, study }: Frame, response: ServerResponse): void {
		const type = types[study.form];
		const syntax = syntaxes[study.form];
		const head = Buffer.from(`--${boundary}\r\nContent-Type: ${type}; transfer-syntax=${syntax}\r\n\r\n`);
		const tail = Buffer.from(`\r\n--${boundary}--`);
		const bytes = Buffer.alloc(length);
		readSync(file, bytes, 0, length, offset);
		response.writeHead(200, {
			'content-type': `multipart/related; type="${type}"; transfer-syntax=${syntax}; boundary=${boundary}`,
			'content-length': head.length + length + tail.length,
			'cache-control': 'public, max-age=31536000, immutable',
		});
		response.write(head);
		response.write(bytes);
		response.end(tail);
	}

	#add(study: BenchStudy): void {
		const root = `/studies/${study.study}`;
		const inSeries = `${root}/series/${study.series}`;
		const [first] = study.instances;
		if (first === undefined) return;
		const count = study.instances.length;
		const level = (tags: readonly string[], more: Dataset): Dataset => ({
			...picked(first.dataset, tags),
			...more,
		});
		const qido = level(studyTags, {
			'00080061': first.dataset['00080060'] ?? { vr: 'CS' },
			'00201206': { vr: 'IS', Value: [1] },
			'00201208': { vr: 'IS', Value: [count] },
		});
		const series = level(seriesTags, { '00201209': { vr: 'IS', Value: [count] } });
		const metadata = study.instances.map(({ dataset }) => ({
			...dataset,
			'00083002': { vr: 'UI', Value: [syntaxes[study.form]] },
			'7FE00010': { vr: 'OW', BulkDataURI: 'bulk' },
		}));
		const put = (path: string, content: unknown): void => {
			this.#documents.set(path, gzipSync(JSON.stringify(content), { level: 9 }));
		};
		put(`/studies?${study.study}`, [qido]);
		put(`/studies?`, [qido]);
		put(`${root}/series`, [series]);
		put(`${root}/metadata`, metadata);
		put(`${inSeries}/metadata`, metadata);
		put(`${inSeries}/instances`, metadata);
		for (const instance of study.instances) {
			const bytes = readFileSync(instance.file);
			const [offset, length] = frameOf(bytes, study, first.dataset);
			const file = openSync(instance.file, 'r');
			this.#frames.set(`${inSeries}/instances/${instance.uid}/frames/1`, { file, offset, length, study });
		}
	}
}

/** Where the only frame lies in a file that the bench has written itself. */
function frameOf(bytes: Buffer, study: BenchStudy, dataset: Dataset): [number, number] {
	if (study.form === 'raw') {
		const length = 2 * Number(dataset['00280010']?.Value?.[0]) * Number(dataset['00280011']?.Value?.[0]);
		return [bytes.length - length, length];
	}
	// SOC and SIZ begin the codestream; the sequence delimiter of eight bytes ends the file.
	const start = bytes.indexOf(Buffer.from([0xff, 0x4f, 0xff, 0x51]));
	return [start, bytes.length - 8 - start];
}

const studyTags = [
	...[
		'00080020',
		'00080030',
		'00080050',
		'00080060',
		'00081030',
		'00100010',
		'00100020',
		'00100030',
		'00100040',
	],
	...['0020000D', '00200010'],
];
const seriesTags = ['00080060', '0008103E', '0020000D', '0020000E', '00200011'];

function picked(dataset: Dataset, tags: readonly string[]): Dataset {
	return Object.fromEntries(Object.entries(dataset).filter(([tag]) => tags.includes(tag)));
}
