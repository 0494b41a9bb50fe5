/** The engine behind the wall, in a real browser: what is on the canvas is what the standard's formula says, on every painter. */
import { expect, test, type Page } from '@playwright/test';
import { cases, invertingLut, linear, modalityLut, ramp, type Case } from './engine/cases.ts';
import { FixtureStudy, lut, size } from './engine/fixtures.ts';
import { buildStage, serveStage } from './engine/stand.ts';

type Stage = {
	viewports: import('#lib/viewer/viewport.svelte.ts').Viewport[];
	show(name: string, at?: number, place?: number): Promise<void>;
	pixels(place?: number): { width: number; height: number; rgba: number[] };
};
declare const stage: Stage;

const study = new FixtureStudy();
let stand: Awaited<ReturnType<typeof serveStage>>;
let built: Awaited<ReturnType<typeof buildStage>>;

test.beforeAll(async () => {
	Object.assign(study.luts, {
		inverting: invertingLut,
		modality: modalityLut,
		red: lut(
			0,
			16,
			Array.from({ length: 256 }, (_, i) => i << 8),
		),
		green: lut(
			0,
			16,
			Array.from({ length: 256 }, (_, i) => (255 - i) << 8),
		),
		blue: lut(
			0,
			8,
			Array.from({ length: 256 }, (_, i) => (i * 3) % 256),
		),
	});
	for (const { name, codec, values, image } of cases)
		await study.add(name, [{ codec: codec ?? 'raw', values: [values], image: image ?? {} }]);
	const flat = (value: number): number[] => Array.from({ length: size * size }, () => value);
	const window = { voi: [{ ...linear, center: 128, width: 256 }] };
	await study.add(
		'stack',
		Array.from({ length: 12 }, (_, i) => ({
			codec: 'htj2k' as const,
			values: [flat(i * 20)],
			image: { ...window, position: [0, 0, i * 2], orientation: [1, 0, 0, 0, 1, 0] },
		})),
	);
	await study.add('damaged', [
		{ codec: 'htj2k', values: [flat(200)], image: window },
		{
			codec: 'htj2k',
			values: [ramp],
			image: window,
			spoil: (bytes) => Buffer.from(bytes.map((byte, i) => (i > 20 && i < 60 ? 0 : byte))),
		},
		{
			codec: 'htj2k',
			values: [flat(100)],
			image: { ...window, format: { rows: size / 2, columns: size * 2 } },
			spoil: () => study.frames.get('1.2.3.1/1')!.bytes,
		},
		{ codec: 'raw', values: [flat(100)], image: window, spoil: (bytes) => bytes.subarray(0, 1000) },
		{ codec: 'htj2k', values: [flat(60)], image: { ...window, patientMismatch: true } },
		{ codec: 'htj2k', values: [flat(40)], image: window },
	]);
	await study.add('film', [
		{
			codec: 'jpeg',
			values: Array.from({ length: 10 }, (_, i) => flat(i * 20)),
			image: {
				format: { dtype: 'uint8' },
				frames: 10,
				rate: 25,
				lossy: { ratio: 10, method: 'ISO_10918_1' },
				voi: [],
				range: [0, 255],
			},
		},
	]);
	built = await buildStage();
	stand = await serveStage(built.out, study);
});
test.afterAll(async () => {
	await stand?.close();
	await built?.remove();
});

let complaints: string[];
test.beforeEach(async ({ page }) => {
	complaints = [];
	page.on('console', (message) => {
		if (message.type() === 'error' || /Content Security Policy/i.test(message.text()))
			complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(String(error)));
});

const one = (page: Page) => page.locator('#one');

async function open(page: Page, without?: 'webgl'): Promise<void> {
	await page.addInitScript(() => {
		const contexts: unknown[] = [];
		Object.assign(globalThis, { contexts });
		const get = Reflect.get(HTMLCanvasElement.prototype, 'getContext') as (...all: unknown[]) => unknown;
		Reflect.set(
			HTMLCanvasElement.prototype,
			'getContext',
			function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
				const made: unknown = Reflect.apply(get, this, [kind, ...rest]);
				if (kind === 'webgl2') contexts.push(made);
				return made;
			},
		);
	});
	if (without === 'webgl') {
		await page.addInitScript(() => {
			const get = Reflect.get(HTMLCanvasElement.prototype, 'getContext') as (...all: unknown[]) => unknown;
			Reflect.set(
				HTMLCanvasElement.prototype,
				'getContext',
				function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
					return kind.startsWith('webgl') ? null : Reflect.apply(get, this, [kind, ...rest]);
				},
			);
		});
	}
	stand.fail(false);
	stand.delay(0);
	await page.goto(stand.url);
	await page.waitForFunction(() => 'stage' in globalThis);
}

async function show(page: Page, name: string, at = 0): Promise<void> {
	await page.evaluate(([name, at]) => stage.show(name, at), [name, at] as const);
}

/** The greys of the picture's own pixels, one stored pixel on one device pixel, and how far they are from the truth. */
async function worst(page: Page, { values, truth, image }: Case): Promise<number> {
	const tall = image?.spacing ? 2 : 1;
	const { width, height, rgba } = await page
		.evaluate(async () => {
			stage.viewports[0]!.oneToOne();
			await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
			const { rgba, ...box } = stage.pixels();
			// As text: half a million numbers take Playwright seconds.
			return { ...box, rgba: btoa(rgba.map((byte) => String.fromCharCode(byte)).join('')) };
		})
		.then((shot) => ({ ...shot, rgba: Buffer.from(shot.rgba, 'base64') }));
	const left = width / 2 - size / 2;
	const top = height / 2 - (size * tall) / 2;
	let most = 0;
	const at = (x: number, y: number, channel: number): number =>
		rgba[((top + y) * width + left + x) * 4 + channel]!;
	for (let y = 0; y < size; y++) {
		for (let x = 0; x < size; x++) {
			truth(y * size + x, values).forEach((wanted, channel) => {
				if (tall === 1) {
					most = Math.max(most, Math.abs(at(x, y, channel) - wanted));
					return;
				}
				// A pixel two screen rows tall lies between both; their mean holds an eighth of each neighbour.
				const beside = [Math.max(0, y - 1), Math.min(size - 1, y + 1)].map(
					(row) => truth(row * size + x, values)[channel]!,
				);
				const mixed = wanted * 0.75 + (beside[0]! + beside[1]!) / 8;
				most = Math.max(
					most,
					Math.abs((at(x, y * 2, channel) + at(x, y * 2 + 1, channel)) / 2 - mixed) - 0.5,
				);
			});
		}
	}
	return most;
}

for (const painter of ['gpu', 'cpu'] as const) {
	test(`every presentation is within one grey level of its formula (${painter})`, async ({ page }) => {
		await open(page, painter === 'cpu' ? 'webgl' : undefined);
		const table: Record<string, number> = {};
		for (const one_ of cases) {
			await show(page, one_.name);
			await expect(one(page)).toHaveAttribute('data-state', 'diagnostic');
			await expect(one(page)).toHaveAttribute('data-renderer', painter);
			table[one_.name] = await worst(page, one_);
		}
		expect(Object.entries(table).filter(([, most]) => most > 1)).toEqual([]);
		expect(complaints).toEqual([]);
	});
}

test('stored values read back through the page are the ones that were stored', async ({ page }) => {
	await open(page);
	for (const [i, { name, values }] of cases.entries()) {
		const got = await page.evaluate(
			async (uid) => {
				const hub = (document.getElementById('one') as import('#lib/viewer/hub-reader.ts').HubElement).hub!;
				const read = await hub.readFrame('1.2.3', uid, 1);
				return 'values' in read ? [...read.values] : read.refused;
			},
			`1.2.3.${i * 2 + 1}`,
		);
		const truth = name === 'float' ? [...Float32Array.from(values)] : values;
		expect(got, name).toEqual(truth);
	}
});

test('threat-7: a frame that can’t be trusted shows its reason, never junk or the picture before it', async ({
	page,
}) => {
	await open(page);
	await show(page, 'damaged', 0);
	await expect(one(page)).toHaveAttribute('data-state', 'diagnostic');
	for (const [at, code] of [
		[1, 'decoder-refused'],
		[2, 'decoder-size'],
		[3, 'decoder-size'],
		[4, 'patient-mismatch'],
	] as const) {
		await page.evaluate((index) => stage.viewports[0]!.scrollTo(index), at);
		await expect(one(page)).toHaveAttribute('data-code', code);
		await expect(one(page)).toHaveAttribute('data-state', 'failed');
		const lit = await page.evaluate(
			() => stage.pixels().rgba.filter((byte, i) => i % 4 < 3 && byte > 0).length,
		);
		expect(lit).toBe(0);
	}
	await page.evaluate(() => stage.viewports[0]!.scrollTo(5));
	await expect(one(page)).toHaveAttribute('data-state', 'diagnostic');
	expect(complaints).toEqual([]);
});

test('a scroll through a stack never paints a frame under another’s name', async ({ page }) => {
	await open(page);
	stand.delay(40);
	await show(page, 'stack');
	const wrong = await page.evaluate(async () => {
		const viewport = stage.viewports[0]!;
		let bad = 0;
		for (let step = 0; step < 150; step++) {
			viewport.scrollTo((step * 5) % 12);
			await new Promise((resolve) =>
				step % 3 === 0 ? setTimeout(resolve, 25) : requestAnimationFrame(resolve),
			);
			const { width, height, rgba } = stage.pixels();
			const middle = rgba[((height / 2) * width + width / 2) * 4]!;
			// Black is nothing yet; 128 the preview; otherwise it must be this frame's own grey.
			const own = viewport.index * 20;
			if (middle !== 0 && Math.abs(middle - 128) > 3 && Math.abs(middle - own) > 2) bad += 1;
		}
		return bad;
	});
	expect(wrong).toBe(0);
	await expect(one(page)).toHaveAttribute('data-frames-ready', '12');
	expect(complaints).toEqual([]);
});

test('the view looks the same on both painters, turned, mirrored, moved', async ({ page }) => {
	await open(page);
	await show(page, 'oblique plane, long pixels');
	await expect(one(page)).toHaveAttribute('data-renderer', 'gpu');
	await page.evaluate(() => {
		const viewport = stage.viewports[0]!;
		viewport.rotate(90);
		viewport.flip('horizontal');
		viewport.zoomBy(2.5, { x: 100, y: 80 });
		viewport.panBy(31, -17);
	});
	// Losing the context puts the 2D painter in its place at once.
	const difference = await page.evaluate(async () => {
		await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
		const before = stage.pixels().rgba;
		const viewport = stage.viewports[0]!;
		const { contexts } = globalThis as unknown as { contexts: WebGL2RenderingContext[] };
		let during: number[] = [];
		// Smoothed edges would cost four times the memory of what is drawn on.
		const drawnOn = contexts.filter((one) => one.canvas.width > 100 && one.getContextAttributes() !== null);
		if (drawnOn.length === 0 || drawnOn.some((one) => one.getContextAttributes()?.antialias !== false))
			throw new Error('the engine smooths edges');
		for (const { canvas } of contexts) {
			canvas.addEventListener('webglcontextlost', () => {
				if (viewport.renderer !== 'gpu') during = stage.pixels().rgba;
			});
		}
		const began = performance.now();
		for (const context of [...contexts]) context.getExtension('WEBGL_lose_context')?.loseContext();
		while (during.length === 0 || viewport.renderer !== 'gpu')
			await new Promise((resolve) => setTimeout(resolve, 5));
		const ms = performance.now() - began;
		await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
		const after = stage.pixels().rgba;
		const mean = (a: number[]): number =>
			a.reduce((sum, value, i) => sum + Math.abs(value - before[i]!), 0) / a.length;
		return { ms, during: mean(during), after: mean(after) };
	});
	expect(difference.during).toBeLessThan(4);
	expect(difference.after).toBeLessThan(0.01);
	expect(difference.ms).toBeLessThan(1000);
});

test('a film plays at its recorded rate and says that it is lossy', async ({ page }) => {
	await open(page);
	await show(page, 'film');
	await expect(one(page)).toHaveAttribute('data-frames-ready', '10');
	await expect(one(page)).toHaveAttribute('data-quality', 'lossy');
	const shown = await page.evaluate(async () => {
		const viewport = stage.viewports[0]!;
		const seen: number[] = [];
		viewport.cine.play();
		const end = performance.now() + 2000;
		while (performance.now() < end) {
			if (seen.at(-1) !== viewport.index) seen.push(viewport.index);
			await new Promise((resolve) => requestAnimationFrame(resolve));
		}
		viewport.cine.pause();
		return seen;
	});
	expect(shown.length).toBeGreaterThan(20);
	expect(shown.length).toBeLessThan(60);
});
