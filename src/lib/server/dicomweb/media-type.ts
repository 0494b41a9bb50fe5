/**
 * Media types as DICOMweb clients really write them (PS3.18 8.7.2): quoted or bare parameter values, a slash or plus in a bare
 * value, Orthanc's transfer syntax inside the quoted `type`, and a `+` that a query string turned into a space.
 */
export interface MediaType {
	/** lower case, e.g. `multipart/related` */
	readonly type: string;
	/** names in lower case */
	readonly parameters: ReadonlyMap<string, string>;
}

/** Longer headers than any client writes are not parsed. */
const limit = 4096;

export function parseMediaType(text: string): MediaType | null {
	if (text.length > limit) return null;
	const [head, ...rest] = splitOutsideQuotes(text, ';');
	const type = (head ?? '').trim().toLowerCase().replace(' ', '+');
	if (!/^[a-z0-9!#$&^_.+*-]+\/[a-z0-9!#$&^_.+*-]+$/.test(type)) return null;
	const parameters = new Map<string, string>();
	for (const piece of rest) addParameter(parameters, piece);
	return { type, parameters };
}

/** A comma-separated list, such as an Accept header; what can't be read is left out. */
export function parseMediaTypes(text: string): MediaType[] {
	if (text.length > limit) return [];
	const out: MediaType[] = [];
	for (const piece of splitOutsideQuotes(text, ',')) {
		const parsed = parseMediaType(piece);
		if (parsed !== null) out.push(parsed);
	}
	return out;
}

function addParameter(parameters: Map<string, string>, piece: string): void {
	const equals = piece.indexOf('=');
	if (equals < 1) return;
	const name = piece.slice(0, equals).trim().toLowerCase();
	const value = unquote(piece.slice(equals + 1).trim());
	if (parameters.has(name)) return;
	if (name !== 'type') {
		parameters.set(name, value);
		return;
	}
	// `type="application/octet-stream; transfer-syntax=1.2..."`: the inner parameters count as the outer ones.
	const [inner, ...others] = value.split(';');
	parameters.set('type', (inner ?? '').trim().toLowerCase().replace(' ', '+'));
	for (const other of others) addParameter(parameters, other);
}

function unquote(text: string): string {
	if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
	return text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
}

function splitOutsideQuotes(text: string, separator: string): string[] {
	const out: string[] = [];
	let start = 0;
	let quoted = false;
	for (let at = 0; at < text.length; at += 1) {
		const char = text[at];
		if (quoted && char === '\\') at += 1;
		else if (char === '"') quoted = !quoted;
		else if (char === separator && !quoted) {
			out.push(text.slice(start, at));
			start = at + 1;
		}
	}
	out.push(text.slice(start));
	return out;
}
