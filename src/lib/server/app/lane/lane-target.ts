/**
 * The requests that the lane answers: one frame, one preview, a series' headers, each asked for plainly. Whatever else there is about
 * a request (another verb, a range, an escape in the address, a body) it goes the way of all others, which knows what to do.
 */
import type { IncomingMessage } from 'node:http';
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { parseResource } from '#lib/server/dicomweb/resource.ts';
import type { Resource } from '#lib/server/dicomweb/resource.ts';
import { dicomwebPrefix } from '../dicomweb-answer.ts';

interface Common {
	/** the route's pattern, for the log and the metrics */
	readonly route: string;
	readonly study: StudyUid;
	/** of the address, not decoded */
	readonly path: string;
}

export type LaneTarget =
	| (Common & { readonly kind: 'dicomweb'; readonly resource: Resource & { kind: 'frames' | 'metadata' } })
	| (Common & { readonly kind: 'frame' | 'preview'; readonly params: Readonly<Record<string, string>> });

const longestAddress = 1024;
const ownPictures = /^\/api\/studies\/([\d.]+)\/instances\/([\d.]+)\/frames\/(\d+)(\/preview)?$/;
/** They change what is sent, or how: not for the lane. */
const special = ['range', 'if-range', 'content-length', 'transfer-encoding', 'expect', 'upgrade'] as const;

export function laneTarget({
	method,
	url = '',
	headers,
}: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): LaneTarget | null {
	if (method !== 'GET' || url.length > longestAddress) return null;
	if (special.some((name) => headers[name] !== undefined)) return null;
	// Somebody who looks at an address itself is answered in words when there is too much of it.
	if ((headers.accept ?? '').startsWith('text/html')) return null;
	const query = url.indexOf('?');
	const path = query === -1 ? url : url.slice(0, query);
	if (path.startsWith(dicomwebPrefix)) return ofDicomweb(path);
	return path.startsWith('/api/studies/') ? ofOurOwn(path) : null;
}

function ofDicomweb(path: string): LaneTarget | null {
	const resource = parseResource(path.slice(dicomwebPrefix.length));
	const common = { route: '/dicom-web/[...path]', path } as const;
	// Several frames come as a stream, and so do the headers of a whole study.
	if (resource?.kind === 'frames' && resource.frames.length === 1) {
		return { ...common, kind: 'dicomweb', study: resource.target.study, resource };
	}
	if (resource?.kind !== 'metadata' || resource.target.series === null) return null;
	if (resource.target.instance !== null) return null;
	return { ...common, kind: 'dicomweb', study: resource.target.study, resource };
}

const pattern = '/api/studies/[study]/instances/[instance]/frames/[n]';

function ofOurOwn(path: string): LaneTarget | null {
	const [, named = '', instance = '', n = '', preview] = ownPictures.exec(path) ?? [];
	const study = studyUid(named);
	if (study === null) return null;
	const params = { study, instance, n };
	return preview === undefined
		? { kind: 'frame', route: pattern, study, path, params }
		: { kind: 'preview', route: `${pattern}/preview`, study, path, params };
}
