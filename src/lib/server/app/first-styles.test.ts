import { expect, it } from 'vitest';
import { firstStyles } from './first-styles.ts';

const rule = (scope: string): string => `.a.svelte-${scope}{color:red}`.repeat(30);
const link = (name: string): string =>
	`\n\t\t<link href="../_app/${name}.css" rel="stylesheet" disabled media="(max-width: 0)">`;
const page = (...sheets: string[]): string =>
	[
		`<head>${['base', 'here', 'dialog', 'small'].map(link).join('')}`,
		`\n\t\t<style nonce="n">${sheets.join('\n\n')}</style></head>`,
		'<body><p class="a svelte-here">text</p></body>',
	].join('');
const base = `:root{--a:1}${'p{margin:0}'.repeat(60)}`;
const small = '.b.svelte-small{top:0}';

it('leaves the sheets that something on the page wears, and names the others no longer, so that they come when they are wanted', () => {
	const html = firstStyles(page(base, rule('here'), rule('dialog'), small));
	expect(html).toBe(page(base, rule('here'), small).replaceAll('\n\n', '\n').replace(link('dialog'), ''));
});

it('touches nothing where Kit writes them in another way', () => {
	const odd = page(base, rule('here'), `${rule('dialog')}\n\n${rule('other')}`, small);
	expect(firstStyles(odd)).toBe(odd);
	expect(firstStyles('<p>no style</p>')).toBe('<p>no style</p>');
});
