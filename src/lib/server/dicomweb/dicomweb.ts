/** Our DICOMweb (PS3.18), identical over either archive: which right a request needs, and who answers it. */
import type { Request as AccessRequest } from '#lib/access/decide.ts';
import { PoolFault } from '#lib/server/pixels/pool/pixel-pool.ts';
import { archiveRefusal } from './answers.ts';
import type { Asked } from './asked.ts';
import { bulkdata } from './retrieve/bulkdata.ts';
import { frames } from './retrieve/frames.ts';
import { metadata } from './retrieve/metadata.ts';
import { rendered } from './retrieve/rendered.ts';
import type { Resource } from './resource.ts';
import { retrieve } from './retrieve/retrieve.ts';
import { search } from './search/search.ts';
import { store } from './store/store.ts';

/** Whole files leave the house only by the right to download; seeing needs frames and headers, not files. */
export function rightFor(resource: Resource, method: string): AccessRequest {
	switch (resource.kind) {
		case 'search':
			return { action: 'search' };
		case 'studies':
			return method === 'POST' ? { action: 'store', study: null } : { action: 'search' };
		case 'study':
			return { action: method === 'POST' ? 'store' : 'download', study: resource.target.study };
		case 'retrieve':
			return { action: 'download', study: resource.target.study };
		case 'metadata':
		case 'rendered':
		case 'thumbnail':
		case 'frames':
		case 'bulkdata':
			return { action: 'view', study: resource.target.study };
	}
}

/** The caller has the right that `rightFor` names and the method is one of `allowedMethods`. */
export async function answer(asked: Asked, resource: Resource, method: string): Promise<Response> {
	if (method !== 'HEAD') return unlessFaulty(asked, () => body(asked, resource, method));
	const full = await unlessFaulty(asked, () => body(asked, resource, 'GET'));
	// The headers of a GET; what would have followed is closed at once.
	await full.body?.cancel();
	return new Response(null, { status: full.status, headers: full.headers });
}

/** A pool that is full or closing, and a reader who left, are no bugs of ours. */
async function unlessFaulty(asked: Asked, work: () => Promise<Response>): Promise<Response> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof PoolFault)) throw error;
		return archiveRefusal(asked.signal.aborted ? 'aborted' : 'unavailable');
	}
}

async function body(asked: Asked, resource: Resource, method: string): Promise<Response> {
	switch (resource.kind) {
		case 'search':
			return search(asked, resource);
		case 'studies':
			return method === 'POST' ? store(asked, null) : search(asked, everyStudy);
		case 'study':
			return method === 'POST' ? store(asked, resource.target.study) : retrieve(asked, resource.target);
		case 'retrieve':
			return retrieve(asked, resource.target);
		case 'metadata':
			return metadata(asked, resource.target);
		case 'rendered':
		case 'thumbnail':
			return rendered(asked, { ...resource, thumbnail: resource.kind === 'thumbnail' });
		case 'frames':
			return frames(asked, resource.target, resource.frames);
		case 'bulkdata':
			return bulkdata(asked, resource.target, resource.path);
	}
}

const everyStudy = { level: 'study', study: null, series: null } as const;
