/** A page with two bare viewports and nothing else: what the engine does is seen here without the components around it. */
import { HttpFrameSource } from '#lib/archive/http-frame-source.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import { FrameLoader } from '#lib/viewer/frames/frame-loader.ts';
import { Viewport } from '#lib/viewer/viewport.svelte.ts';

const loader = new FrameLoader({ source: new HttpFrameSource() });
const viewports = ['one', 'two'].map((id, position) => {
	const viewport = new Viewport({ position, loader });
	const element = document.getElementById(id);
	if (element !== null) viewport.mount(element);
	return viewport;
});

async function show(name: string, at = 0, place = 0): Promise<void> {
	const study = await loader.source.manifest(studyUid('1.2.3')!, new AbortController().signal);
	if (!study.ok) throw new Error(study.reason.kind);
	const series = study.value.series.find((one) => one.description === name);
	if (series === undefined) throw new Error(name);
	viewports[place]?.show(study.value, series, at);
}

/** What is really on the screen: the one canvas that is visible and not empty. */
function pixels(place = 0): { width: number; height: number; rgba: number[] } {
	const host = document.getElementById(place === 0 ? 'one' : 'two')!;
	const out = document.createElement('canvas');
	const whole = host.getBoundingClientRect();
	out.width = whole.width;
	out.height = whole.height;
	const context = out.getContext('2d')!;
	context.fillStyle = '#000';
	context.fillRect(0, 0, out.width, out.height);
	for (const canvas of host.querySelectorAll('canvas')) {
		if (getComputedStyle(canvas).visibility !== 'visible') continue;
		context.drawImage(canvas, 0, 0, out.width, out.height);
	}
	return {
		width: out.width,
		height: out.height,
		rgba: [...context.getImageData(0, 0, out.width, out.height).data],
	};
}

Object.assign(globalThis, { stage: { viewports, loader, show, pixels } });
