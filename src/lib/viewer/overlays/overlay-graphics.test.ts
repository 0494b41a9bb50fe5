import { expect, it } from 'vitest';
import type { FrameReason, FrameSource } from '#lib/archive/frame-source.ts';
import type { OverlayPlane } from '#lib/archive/overlay-plane.ts';
import { err, ok, type Result } from '#lib/base/result.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import type { FrameWanted } from '../frames/frame-loader.ts';
import { imageInstance } from '#lib/archive/manifest.fixture.ts';
import { OverlayGraphics } from './overlay-graphics.svelte.ts';

type Answer = Result<OverlayPlane | null, FrameReason>;
const plane: OverlayPlane = { rows: 1, columns: 8, origin: [1, 1], bits: Uint8Array.of(1) };

function start(answer: (group: string, frame: number) => Answer | Promise<Answer>) {
	const asked: string[] = [];
	const source = {
		overlay: async ({ frame }: { frame: number }, group: string) => {
			asked.push(`${frame}/${group}`);
			return answer(group, frame);
		},
	} as Partial<FrameSource> as FrameSource;
	const drawn: OverlayPlane[][] = [];
	const graphics = new OverlayGraphics(source, (planes) => drawn.push([...planes]));
	const load = (frame: number, groups: string[], signal = new AbortController().signal) => {
		graphics.begin();
		const instance = imageInstance({ overlays: groups, frames: 9 });
		const wanted: FrameWanted = { study: studyUid('1.2.3')!, instance, frame };
		return graphics.load(wanted, signal);
	};
	return { graphics, asked, drawn, load };
}

it('asks for nothing where the file has none', async () => {
	const { graphics, asked, drawn, load } = start(() => ok(plane));
	await load(1, []);
	graphics.draw();
	expect([graphics.state, asked, drawn]).toEqual(['none', [], []]);
});

it('draws the planes of this frame only, each asked for once', async () => {
	const { graphics, asked, drawn, load } = start((group) => ok(group === '6002' ? null : plane));
	await load(1, ['6000', '6002']);
	expect([graphics.state, drawn]).toEqual(['shown', []]);
	graphics.draw();
	expect(drawn).toEqual([[plane]]);
	await load(2, ['6002']);
	graphics.draw();
	expect([graphics.state, drawn.length]).toEqual(['none', 1]);
	// Again from memory: there before its picture can be.
	void load(1, ['6000', '6002']);
	expect(graphics.state).toBe('shown');
	graphics.draw();
	expect([asked, drawn.length]).toEqual([['1/6000', '1/6002', '2/6002'], 2]);
});

it('draws when they come after the picture', async () => {
	const { graphics, drawn, load } = start(() => ok(plane));
	const coming = load(1, ['6000']);
	graphics.draw();
	expect([graphics.state, drawn]).toEqual(['loading', []]);
	await coming;
	expect([graphics.state, drawn]).toEqual(['shown', [[plane]]]);
});

it('says so when a plane is damaged, and still draws the others', async () => {
	const { graphics, asked, drawn, load } = start((group) =>
		group === '6000' ? ok(plane) : err({ kind: 'refused', code: 'overlay-damaged', detail: null }),
	);
	await load(1, ['6000', '6002']);
	graphics.draw();
	expect([graphics.state, drawn]).toEqual(['damaged', [[plane]]]);
	// Asked for again the next time: the line may have been the reason.
	await load(1, ['6000', '6002']);
	expect(asked).toEqual(['1/6000', '1/6002', '1/6002']);
});

it('drops what comes after another frame is shown', async () => {
	let answerLate: (answer: Answer) => void = () => undefined;
	const late = new Promise<Answer>((resolve) => (answerLate = resolve));
	const { graphics, drawn, load } = start((_, frame) => (frame === 1 ? late : ok(null)));
	const left = new AbortController();
	const first = load(1, ['6000'], left.signal);
	expect(graphics.state).toBe('loading');
	left.abort();
	await load(2, ['6000']);
	graphics.draw();
	answerLate(ok(plane));
	await first;
	expect([graphics.state, drawn]).toEqual(['none', []]);
});
