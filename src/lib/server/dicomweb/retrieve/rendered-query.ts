/** Parameters of a rendered picture (PS3.18 8.3.5): window, viewport, quality. Others are ignored and the answer says so. */
import type { Result } from '#lib/base/result.ts';
import { err, ok } from '#lib/base/result.ts';
import type { VoiWindow } from '#lib/archive/manifest.ts';
import type { Viewport } from '#lib/server/pixels/render.ts';

/** `region` null within a viewport: all of the picture; undefined: it lies outside. */
export function viewportIn(
	viewport: Viewport,
	stored: { readonly rows: number; readonly columns: number },
): Viewport | undefined {
	if (viewport.region === null) return viewport;
	const x = Math.floor(viewport.region.x);
	const y = Math.floor(viewport.region.y);
	if (x >= stored.columns || y >= stored.rows) return undefined;
	const side = (wanted: number, left: number) =>
		wanted === 0 ? left : Math.max(1, Math.min(Math.round(wanted), left));
	const width = side(viewport.region.width, stored.columns - x);
	const height = side(viewport.region.height, stored.rows - y);
	return { ...viewport, region: { x, y, width, height } };
}

export interface RenderedQuery {
	readonly window: VoiWindow | null;
	readonly viewport: Viewport | null;
	/** 1 to 100; null: ours */
	readonly quality: number | null;
	readonly warnings: readonly string[];
}

const largestSide = 8192;
const functions: Readonly<Record<string, VoiWindow['function']>> = {
	linear: 'LINEAR',
	'linear-exact': 'LINEAR_EXACT',
	sigmoid: 'SIGMOID',
};

export function parseRenderedQuery(url: URL): Result<RenderedQuery, 'bad-value'> {
	const window = parseWindow(url.searchParams.get('window'));
	const viewport = parseViewport(url.searchParams.get('viewport'));
	const quality = parseQuality(url.searchParams.get('quality'));
	if (window === undefined || viewport === undefined || quality === undefined) return err('bad-value');
	const ignored = ['annotation', 'iccprofile'].filter((name) => url.searchParams.has(name));
	return ok({
		window,
		viewport,
		quality,
		warnings:
			ignored.length === 0
				? []
				: [`The following parameters are not supported and were ignored: ${ignored.join(', ')}`],
	});
}

/** undefined: not a window */
function parseWindow(text: string | null): VoiWindow | null | undefined {
	if (text === null || text === '') return null;
	const [center, width, shape, more] = text.split(',').map((piece) => piece.trim());
	const c = decimal(center);
	const w = decimal(width);
	const name = shape === undefined ? 'LINEAR' : functions[shape.toLowerCase()];
	if (c === null || w === null || name === undefined || more !== undefined) return undefined;
	// PS3.3 C.11.2.1.2 and C.11.2.1.3: the widths that each function can take.
	if (name === 'LINEAR' ? w < 1 : w <= 0) return undefined;
	return { center: c, width: w, function: name, label: null };
}

function parseViewport(text: string | null): Viewport | null | undefined {
	if (text === null || text === '') return null;
	const pieces = text.split(',').map((piece) => piece.trim());
	const [width, height, x, y, regionWidth, regionHeight] = pieces.map((piece) =>
		piece === '' ? 0 : decimal(piece),
	);
	if (pieces.length !== 2 && pieces.length !== 6) return undefined;
	if (!isSide(width) || !isSide(height)) return undefined;
	if (pieces.length === 2) return { width, height, region: null };
	if (!isPlace(x) || !isPlace(y) || !isPlace(regionWidth) || !isPlace(regionHeight)) return undefined;
	// Empty or zero: to the edge of the picture.
	return { width, height, region: { x, y, width: regionWidth, height: regionHeight } };
}

function parseQuality(text: string | null): number | null | undefined {
	if (text === null || text === '') return null;
	if (!/^\d{1,3}$/.test(text)) return undefined;
	const value = Number(text);
	return value >= 1 && value <= 100 ? value : undefined;
}

function decimal(text: string | undefined): number | null {
	return text !== undefined && /^[+-]?(\d{1,10}(\.\d{0,10})?|\.\d{1,10})(e[+-]?\d{1,2})?$/i.test(text)
		? Number(text)
		: null;
}

function isSide(value: number | null | undefined): value is number {
	return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= largestSide;
}

function isPlace(value: number | null | undefined): value is number {
	return typeof value === 'number' && value >= 0 && value <= 1_000_000;
}
