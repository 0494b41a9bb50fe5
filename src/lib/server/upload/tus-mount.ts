/**
 * The resumable part: tus 1.0 (tus.io) over the files that a batch has been told of. The address of an upload is the file's id,
 * so that a page that was reloaded knows it again without having kept anything; whose file it is was asked by the route.
 * No metadata is taken: a file's name never reaches the disk or an address.
 */
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';
import { Upload } from '@tus/utils';
import { errorFields, log } from '#lib/base/log.ts';
import { uploadLimits } from '#lib/archive/upload-contract.ts';
import type { BatchStore, FileRow } from './batch-store.ts';
import type { FileReading } from './file-reading.ts';
import type { UploadFiles } from './upload-files.ts';

export interface TusParts {
	readonly store: BatchStore;
	readonly files: UploadFiles;
	readonly reading: FileReading;
	/** our own */
	readonly origin: string;
}

export const tusPath = '/api/uploads';

export class TusMount {
	readonly #server: Server;

	constructor(parts: TusParts) {
		const { store, files, reading } = parts;
		this.#server = new Server({
			path: tusPath,
			datastore: new FileStore({ directory: files.folder, configstore: new RowsAsConfig(store) }),
			maxSize: uploadLimits.fileBytes,
			relativeLocation: true,
			allowedOrigins: [parts.origin],
			// The same address for the beginning and for the rest.
			namingFunction: (request) => idOf(request.url),
			onUploadCreate: async (_, upload) => {
				const row = await store.file(upload.id);
				const begun = (await files.received(upload.id)) ?? 0;
				if (row?.state !== 'coming' || begun > 0) throw new TusRefusal(409);
				if (upload.size !== row.size) throw new TusRefusal(400);
				return { metadata: {} };
			},
			onUploadFinish: async (_, upload) => {
				await reading.take(upload.id);
				return {};
			},
			onResponseError: (_, error) => {
				if ('status_code' in error) return { status_code: error.status_code, body: '' };
				log('error', 'upload-part-failed', errorFields(error));
				return { status_code: 500, body: '' };
			},
		});
	}

	/** `row` is the caller's own. */
	async handle(request: Request, row: FileRow): Promise<Response> {
		if (row.state !== 'coming') return finished(request, row);
		const answer = await this.#server.handleWeb(request);
		const headers = new Headers(answer.headers);
		for (const name of [...headers.keys()]) if (name.startsWith('access-control-')) headers.delete(name);
		return new Response(answer.body, { status: answer.status, headers });
	}
}

/** A line that broke after the last byte: the page asks how far it came, and hears that it's all here. */
function finished(request: Request, row: FileRow): Response {
	const headers = { 'tus-resumable': '1.0.0', 'cache-control': 'no-store' };
	if (request.method !== 'HEAD') return new Response(null, { status: 409, headers });
	const size = String(row.size);
	return new Response(null, {
		status: 200,
		headers: { ...headers, 'upload-offset': size, 'upload-length': size },
	});
}

function idOf(url: string): string {
	return new URL(url).pathname.split('/').at(-1) ?? '';
}

/** In the form that tus answers with. */
class TusRefusal extends Error {
	readonly status_code: number;
	readonly body = '';

	constructor(status: number) {
		super('refused');
		this.status_code = status;
	}
}

/** What tus would keep in a file beside each upload stands in our rows already. */
class RowsAsConfig {
	readonly #store: BatchStore;

	constructor(store: BatchStore) {
		this.#store = store;
	}

	async get(id: string): Promise<Upload | undefined> {
		const row = await this.#store.file(id);
		return row?.state === 'coming' ? new Upload({ id, size: row.size, offset: 0 }) : undefined;
	}

	async set(): Promise<void> {
		// The row was there first.
	}

	async delete(): Promise<void> {
		// The row goes with its batch.
	}
}
