/** What we have agreed to, for the notices and the bill of materials alike (threat 25). */

/** SPDX terms; LGPL only for the shared library inside sharp, which is loaded, not linked. */
export const agreed: ReadonlySet<string> = new Set(
	(
		'MIT ISC BSD-2-Clause BSD-3-Clause Apache-2.0 0BSD Zlib Unlicense BlueOak-1.0.0 OFL-1.1 CC0-1.0 Python-2.0 ' +
		'BSL-1.0 CC-BY-4.0 WTFPL LGPL-3.0-or-later'
	).split(' '),
);

/** Of tools that never leave our machines. */
export const agreedForTools: ReadonlySet<string> = new Set([...agreed, 'MPL-2.0']);

/** Read in the package's own Readme: its manifest names none. */
export const readByHand: Readonly<Record<string, string>> = { 'combine-errors': 'MIT' };

/** All terms joined by AND, and one of those joined by OR. */
export function isAgreed(licence: string, terms: ReadonlySet<string> = agreed): boolean {
	return licence
		.replaceAll(/[()]/g, '')
		.split(' AND ')
		.every((part) => part.split(' OR ').some((term) => terms.has(term)));
}
