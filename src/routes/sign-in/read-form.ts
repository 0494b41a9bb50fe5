const form = 'application/x-www-form-urlencoded';

/** A small form of our own pages; the gate has bounded its size (gate.ts). null: it isn't one. */
export async function readForm(request: Request): Promise<URLSearchParams | null> {
	const type = request.headers.get('content-type') ?? '';
	if (type !== '' && !type.startsWith(form)) return null;
	return new URLSearchParams(await request.text());
}
