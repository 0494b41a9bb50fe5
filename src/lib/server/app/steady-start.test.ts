import { expect, it } from 'vitest';
import { steadyStart } from './steady-start.ts';

const page = `<div><script nonce="n">{ Promise.all([
						import("./start.js"),
						import("./app.js")
					]).then(([kit, app]) => { kit.start(app, element); }); }</script></div>`;

it('lets each script that a page needs to begin be asked for again, the page’s own components before Kit starts', () => {
	const html = steadyStart(page, { scripts: ['./chunks/a.js', './nodes/3.js'], waiting: 'wait </script>' });
	expect(html).toContain(
		'(["./start.js", "./app.js", "./nodes/3.js"], "wait \\u003c/script>").then(([kit, app])',
	);
	expect(html).not.toMatch(/import\("/);
	// One script element, as before.
	expect(html.match(/<\/script>/g)).toHaveLength(1);
});

it('leaves a start alone that it does not know', () => {
	const other = page.replace('Promise.all', 'Later.all');
	expect(steadyStart(other, { scripts: [], waiting: '' })).toBe(other);
});
