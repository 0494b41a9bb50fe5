import { describe, expect, it } from 'vitest';
import { imageInstance } from '#lib/archive/manifest.fixture.ts';
import { firstLook, type FirstLook } from './first-look.ts';

const start = `<script nonce="n">{ Promise.all([
						import("/_app/start.js"),
						import("/_app/app.js")
					]).then(([kit, app]) => { kit.start(app, element, {data: "</p>"}); }); }</script>`;
const page = `<head></head><body><img src="/p?size=512&amp;v=1"><p>text</p>${start}</body>`;
const facts = {
	url: '/frames/1?v=ab',
	sha256: 'ab',
	instance: imageInstance(),
	frame: 1,
	luts: {},
	window: null,
	lossless: '</script><img src=x>',
};
const look: FirstLook = {
	url: '/p?size=512&v=1',
	data: 'data:image/webp;base64,AA',
	soon: [{ path: '/decoder.js', script: true }],
	first: { script: '/first.js', facts },
};

describe('a page with its first picture', () => {
	it('carries it, names frame and its small script behind it, and lets the viewer wait for them', () => {
		const html = firstLook(page, look, ['/viewer.js']);
		const order = [
			'data:image/webp',
			'href="/frames/1?v=ab"',
			'id="first-frame"',
			'src="/first.js"',
			'new Promise',
		];
		const places = order.map((text) => html.indexOf(text));
		expect(places.every((place) => place > 0)).toBe(true);
		expect([...places].sort((a, b) => a - b)).toEqual(places);
		// Named to the page's own script, which asks for it when the frame has come.
		expect(html).not.toContain('modulepreload');
		const told: unknown = JSON.parse(/id="first-frame">(.*?)<\/script>/s.exec(html)?.[1] ?? '');
		expect(told).toEqual({ ...facts, scripts: ['/viewer.js'] });
	});

	it('never waits without an end', () => {
		expect(firstLook(page, look, [])).toMatch(/setTimeout\(go, \d{4}\)/);
	});

	it('brings all at once where there is no such frame, or where Kit starts in another way', () => {
		const all = ['modulepreload" href="/viewer.js', 'modulepreload" href="/decoder.js'];
		for (const html of [
			firstLook(page, { ...look, first: null }, ['/viewer.js']),
			firstLook(page.replace('Promise.all', 'Later.all'), look, ['/viewer.js']),
		]) {
			for (const text of all) expect(html).toContain(text);
			expect(html).not.toContain('new Promise');
		}
	});

	it('sends no picture again that the browser has kept', () => {
		expect(firstLook(page, { ...look, data: null }, [])).toContain('src="/p?size=512&amp;v=1"');
	});
});
