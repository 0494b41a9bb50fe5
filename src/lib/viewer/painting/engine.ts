/**
 * The one wall around Cornerstone3D. Loaded by dynamic import after the first picture is up. It is fed eight-bit pictures that
 * `present` has made and a camera that `cameraOf` has made, so that what it adds is the GPU, and the ground for its tools; its own
 * loading, window and reset logic is not used (decision 12). One graphics context serves every viewport of the page.
 */
import {
	cache,
	Enums,
	eventTarget,
	getRenderingEngine,
	imageLoader,
	init,
	metaData,
	RenderingEngine,
	utilities,
	StackViewport,
	type Types,
} from '@cornerstonejs/core';
import { cameraOf } from './camera.ts';
import { shrunk } from './canvas-painter.ts';
import type { Painter, Painting } from './painter.ts';
import { drawsWhatItIsTold } from './engine-trial.ts';
import type { Shown } from './present.ts';
import type { Box, View } from './view.ts';

const scheme = 'hub';
const engineId = 'hub';

interface Registered {
	readonly image: Types.IImage;
	readonly painting: Painting;
}

/** The engine has no type for it. */
interface OffscreenWindow {
	getOpenGLRenderWindow(): { get3DContext(): WebGL2RenderingContext | null };
}

/**
 * The engine makes its context while it is made, and asks for smoothed edges, which a flat picture has none of: they cost four times
 * the memory of what is drawn on. It offers no setting for it.
 */
function withoutSmoothing<T>(make: () => T): T {
	const { prototype } = HTMLCanvasElement;
	const own = Reflect.get(prototype, 'getContext') as (...asked: unknown[]) => unknown;
	const plain = function (this: HTMLCanvasElement, kind: string, wishes?: object): unknown {
		return own.call(this, kind, kind === 'webgl2' ? { ...wishes, antialias: false } : wishes);
	};
	Object.assign(prototype, { getContext: plain });
	try {
		return make();
	} finally {
		Object.assign(prototype, { getContext: own });
	}
}

/** What the loader and the metadata provider answer from: the pictures now on screen, by the engine's image id. */
const registered = new Map<string, Registered>();
const painters = new Map<string, EnginePainter>();
let started = false;
let trusted: Promise<boolean> | null = null;

/** Null without a WebGL2 that draws what it is told. */
export async function startEngine(): Promise<Engine | null> {
	if (!started) {
		const gl = document.createElement('canvas').getContext('webgl2');
		if (gl === null) return null;
		gl.getExtension('WEBGL_lose_context')?.loseContext();
		init({ rendering: { webGlContextCount: 1 }, debug: {} });
		imageLoader.registerImageLoader(scheme, load);
		metaData.addProvider(describe, 100_000);
		// What stays in memory is the frame store's business.
		cache.setMaxCacheSize(256 * 1024 * 1024);
		eventTarget.addEventListener(Enums.Events.WEBGL_CONTEXT_LOST, lost);
		started = true;
	}
	if (getRenderingEngine(engineId) === undefined) withoutSmoothing(() => new RenderingEngine(engineId));
	trusted ??= drawsWhatItIsTold((host, id, options) => new EnginePainter(host, id, options));
	if (!(await trusted)) return null;
	return { attach: (host, id, options) => new EnginePainter(host, id, options) };
}

export interface Engine {
	attach(host: HTMLElement, id: string, options: { lost(): void }): EnginePainter;
}

/** A lost context stays black for ever in this engine, also after the browser restores it: every viewport gets a new one. */
function lost(): void {
	const all = [...painters.values()];
	getRenderingEngine(engineId)?.destroy();
	for (const painter of all) painter.lose();
}

function load(imageId: string): ReturnType<Types.ImageLoaderFn> {
	const found = registered.get(imageId);
	if (found === undefined) return { promise: Promise.reject(new Error('not registered')) };
	return { promise: Promise.resolve(found.image) };
}

function describe(type: string, imageId: unknown): unknown {
	const found = typeof imageId === 'string' ? registered.get(imageId) : undefined;
	if (found === undefined) return undefined;
	const { plane, picture, shown, modality } = found.painting;
	const { image } = found;
	switch (type) {
		case 'imagePlaneModule':
			return {
				frameOfReferenceUID: plane.frameOfReference,
				rows: shown.rows,
				columns: shown.columns,
				rowCosines: plane.across,
				columnCosines: plane.down,
				imageOrientationPatient: [...plane.across, ...plane.down],
				imagePositionPatient: originOf(found.painting, image),
				columnPixelSpacing: image.columnPixelSpacing,
				rowPixelSpacing: image.rowPixelSpacing,
				pixelSpacing: [image.rowPixelSpacing, image.columnPixelSpacing],
				usingDefaultValues: picture.columns < 0,
			};
		case 'imagePixelModule':
			return {
				bitsAllocated: 8,
				bitsStored: 8,
				highBit: 7,
				pixelRepresentation: 0,
				samplesPerPixel: shown.samples,
				photometricInterpretation: shown.samples === 3 ? 'RGB' : 'MONOCHROME2',
			};
		case 'generalSeriesModule':
			// 'PT' would start the engine's own uptake scaling.
			return { modality: modality === 'PT' ? 'OT' : modality };
		default:
			return undefined;
	}
}

/** The centre of the first pixel; of the first bigger one when the picture was shrunk. */
function originOf({ plane, picture }: Painting, image: Types.IImage): [number, number, number] {
	const x = (image.columnPixelSpacing - plane.columnMm) / 2;
	const y = (image.rowPixelSpacing - plane.columnMm * picture.tallness) / 2;
	return [0, 1, 2].map(
		(i) => (plane.origin[i] ?? 0) + (plane.across[i] ?? 0) * x + (plane.down[i] ?? 0) * y,
	) as [number, number, number];
}

export class EnginePainter implements Painter {
	readonly renderer = 'gpu';
	readonly #host: HTMLDivElement;
	readonly mostSide = maxTextureSide();
	readonly #id: string;
	readonly #onLost: () => void;
	#ids: readonly string[] = [];
	#stack: readonly string[] = [];
	#current: Painting | null = null;
	#generation = 0;
	#last: string | null = null;
	#revision = 0;

	constructor(host: HTMLElement, id: string, options: { lost(): void }) {
		this.#host = host.ownerDocument.createElement('div');
		this.#host.style.cssText = 'position:absolute;inset:0;visibility:hidden;pointer-events:none';
		host.append(this.#host);
		this.#id = id;
		this.#onLost = () => options.lost();
		getRenderingEngine(engineId)?.enableElement({
			viewportId: id,
			element: this.#host,
			type: Enums.ViewportType.STACK,
			defaultOptions: { background: [0, 0, 0], suppressEvents: false },
		});
		painters.set(id, this);
	}

	get #viewport(): StackViewport | null {
		const found = getRenderingEngine(engineId)?.getViewport(this.#id);
		return found instanceof StackViewport ? found : null;
	}

	async paint(painting: Painting, view: View, box: Box): Promise<boolean> {
		const mine = ++this.#generation;
		const viewport = this.#viewport;
		if (viewport === null) return false;
		this.#host.style.visibility = 'hidden';
		// Window changes repaint the same place: the actor stays, only its pixels go up again.
		const same =
			this.#current !== null && this.#stack === painting.stack && this.#current.index === painting.index;
		if (this.#stack !== painting.stack)
			this.#ids = painting.stack.map((key) => `${scheme}:${this.#id}/${key}`);
		const imageId = this.#ids[painting.index];
		if (imageId === undefined) return false;
		const image = imageOf(imageId, painting);
		this.#register(imageId, { image, painting });
		if (same) viewport.renderImageObject(image);
		else if (this.#stack === painting.stack) await viewport.setImageIdIndex(painting.index);
		else await viewport.setStack([...this.#ids], painting.index);
		if (mine !== this.#generation) return false;
		this.#stack = painting.stack;
		this.#current = painting;
		return this.#render(view, box, mine);
	}

	move(view: View, box: Box): void {
		if (this.#current !== null) void this.#render(view, box, this.#generation);
	}

	clear(): void {
		this.#generation += 1;
		this.#host.style.visibility = 'hidden';
		this.#current = null;
		this.#forget();
	}

	loseContext(): boolean {
		const window = getRenderingEngine(engineId)?.getOffscreenMultiRenderWindow(this.#id) as
			OffscreenWindow | undefined;
		const extension =
			window?.getOpenGLRenderWindow().get3DContext()?.getExtension('WEBGL_lose_context') ?? null;
		extension?.loseContext();
		return extension !== null;
	}

	/** The context is gone, and with it all that was set up. */
	lose(): void {
		this.clear();
		painters.delete(this.#id);
		this.#host.remove();
		this.#onLost();
	}

	dispose(): void {
		this.clear();
		painters.delete(this.#id);
		const engine = getRenderingEngine(engineId);
		if (engine?.getViewport(this.#id) !== undefined) engine.disableElement(this.#id);
		this.#host.remove();
	}

	#register(imageId: string, entry: Registered): void {
		if (this.#last !== null && this.#last !== imageId) this.#forget();
		if (cache.getImageLoadObject(imageId)) cache.removeImageLoadObject(imageId, { force: true });
		registered.set(imageId, entry);
		this.#last = imageId;
	}

	#forget(): void {
		if (this.#last === null) return;
		if (cache.getImageLoadObject(this.#last)) cache.removeImageLoadObject(this.#last, { force: true });
		registered.delete(this.#last);
		this.#last = null;
	}

	#render(view: View, box: Box, mine: number): Promise<boolean> {
		const viewport = this.#viewport;
		const current = this.#current;
		if (viewport === null || current === null || box.width < 2 || box.height < 2)
			return Promise.resolve(false);
		const engine = getRenderingEngine(engineId);
		const canvas = viewport.getCanvas();
		const ratio = globalThis.devicePixelRatio || 1;
		if (canvas.width !== Math.round(box.width * ratio) || canvas.height !== Math.round(box.height * ratio))
			engine?.resize(false, true);
		viewport.setCamera(cameraOf(view, { ...current, box }));
		viewport.getRenderer().resetCameraClippingRange();
		const revision = ++this.#revision;
		return new Promise((resolve) => {
			const element = this.#host;
			const rendered = (): void => {
				element.removeEventListener(Enums.Events.IMAGE_RENDERED, rendered);
				const newest = mine === this.#generation;
				if (newest) element.style.visibility = 'visible';
				resolve(newest && revision <= this.#revision);
			};
			element.addEventListener(Enums.Events.IMAGE_RENDERED, rendered);
			viewport.render();
		});
	}
}

function imageOf(imageId: string, painting: Painting): Types.IImage {
	const limit = maxTextureSide();
	const shown: Shown = shrunk(painting.shown, { side: limit, pixels: limit * limit });
	const { columns, rows, samples, pixels } = shown;
	const columnMm = (painting.plane.columnMm * painting.shown.columns) / columns;
	const rowMm = (painting.plane.columnMm * painting.picture.tallness * painting.shown.rows) / rows;
	const voxelManager = utilities.VoxelManager.createImageVoxelManager({
		scalarData: pixels,
		width: columns,
		height: rows,
		numberOfComponents: samples,
	});
	return {
		imageId,
		rows,
		columns,
		height: rows,
		width: columns,
		minPixelValue: 0,
		maxPixelValue: 255,
		slope: 1,
		intercept: 0,
		windowCenter: 128,
		windowWidth: 256,
		voiLUTFunction: Enums.VOILUTFunctionType.LINEAR,
		getPixelData: () => pixels,
		getCanvas: () => document.createElement('canvas'),
		color: samples === 3,
		rgba: false,
		numberOfComponents: samples,
		columnPixelSpacing: columnMm,
		rowPixelSpacing: rowMm,
		invert: false,
		photometricInterpretation: samples === 3 ? 'RGB' : 'MONOCHROME2',
		sizeInBytes: pixels.byteLength,
		dataType: 'Uint8Array',
		voxelManager,
	};
}

let textureSide = 0;

/** A picture beyond this would be black, without an error (4280x3520 on a cheap phone). */
export function maxTextureSide(): number {
	if (textureSide === 0) {
		const gl = document.createElement('canvas').getContext('webgl2');
		const side: unknown = gl?.getParameter(gl.MAX_TEXTURE_SIZE);
		gl?.getExtension('WEBGL_lose_context')?.loseContext();
		textureSide = typeof side === 'number' && side > 0 ? side : 4096;
	}
	return textureSide;
}
