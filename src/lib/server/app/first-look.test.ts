import { runInNewContext } from 'node:vm';
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
		// Asked for when the frame has come.
		expect(html).not.toContain('modulepreload');
		expect(html.indexOf('["/viewer.js"]')).toBeGreaterThan(html.indexOf('new Promise'));
		const told: unknown = JSON.parse(/id="first-frame">(.*?)<\/script>/s.exec(html)?.[1] ?? '');
		expect(told).toEqual(facts);
	});

	it('never waits without an end', () => {
		expect(firstLook(page, look, [])).toMatch(/setTimeout\(go, \d{4}\)/);
	});

	it('brings all at once where there is no such frame, and begins when each script is here', () => {
		const html = firstLook(page, { ...look, first: null }, ['/viewer.js']);
		expect(html).toContain('as="script" crossorigin href="/viewer.js"');
		expect(html).toContain('modulepreload" href="/decoder.js');
		expect(html).not.toContain('addEventListener');
		expect(html.indexOf('["/viewer.js"].map')).toBeLessThan(html.indexOf('import("/_app/start.js")'));
	});

	it('leaves Kit alone where it starts in another way', () => {
		const html = firstLook(page.replace('Promise.all', 'Later.all'), look, ['/viewer.js']);
		for (const text of ['modulepreload" href="/viewer.js', 'modulepreload" href="/decoder.js'])
			expect(html).toContain(text);
		expect(html).not.toContain('new Promise');
	});

	it('a script that the line lost on the way is asked for again until it is here, and only then the viewer begins', async () => {
		const html = firstLook(page, { ...look, first: null }, ['/a.js', '/b.js']);
		const [, text = ''] = /\{ (Promise\.resolve\(\)[^]*?)\.then\(\(\[kit/.exec(html) ?? [];
		const asked: string[] = [];
		const began: string[] = [];
		const broken = new Set(['/b.js 1', '/b.js 2']);
		const document = {
			createElement: () => ({}),
			head: {
				append: (link: { href: string; onload(): void; onerror(): void }) => {
					const name = `${link.href} ${asked.filter((one) => one.startsWith(link.href)).length + 1}`;
					asked.push(name);
					if (broken.has(name)) link.onerror();
					else link.onload();
				},
			},
		};
		const soon = (then: (tries: number) => void, _: number, tries: number): void =>
			queueMicrotask(() => then(tries));
		const start = (path: string): unknown => began.push(path);
		const code = text.replaceAll('import(', 'start(');
		await (runInNewContext(code, { document, setTimeout: soon, start }) as Promise<unknown>);
		expect(asked).toEqual(['/a.js 1', '/b.js 1', '/b.js 2', '/b.js 3']);
		expect(began).toEqual(['/_app/start.js', '/_app/app.js']);
	});

	it('sends no picture again that the browser has kept', () => {
		expect(firstLook(page, { ...look, data: null }, [])).toContain('src="/p?size=512&amp;v=1"');
	});
});
