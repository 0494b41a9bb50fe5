/**
 * Kit writes the style sheets of all parts of a page into it, also of those that are asked for by a tap one day (dialogs, the consult's
 * panel): two thirds of fifty kilobytes, in front of the picture. Here only those stay that something in the markup wears; the
 * others come with their parts, as Vite brings them where a page does not name them.
 */

/** Each is a request before the viewer begins, if it should be needed after all: not worth it for less than this. */
const worthAsking = 512;

export function firstStyles(html: string): string {
	const [style, opening = '', text = ''] = /(<style[^>]*>)([^]*?)<\/style>/.exec(html) ?? [];
	if (style === undefined) return html;
	// Kit names each sheet that stands in the page, in the same order, so that it is not fetched again.
	const links = [...html.matchAll(/\s*<link href="[^"]+\.css" rel="stylesheet" disabled media="[^"]*">/g)];
	const sheets = text.split('\n\n');
	if (links.length !== sheets.length) return html;
	const worn = new Set(html.replace(style, '').match(/\bsvelte-[0-9a-z]+/g));
	const leaves = sheets.map((sheet) => {
		const scopes = sheet.match(/\bsvelte-[0-9a-z]+/g) ?? [];
		return sheet.length >= worthAsking && scopes.length > 0 && !scopes.some((scope) => worn.has(scope));
	});
	const kept = sheets.filter((_, i) => leaves[i] === false).join('\n');
	let out = html.replace(style, () => `${opening}${kept}</style>`);
	for (const [i, [link]] of links.entries()) if (leaves[i] === true) out = out.replace(link, '');
	return out;
}
