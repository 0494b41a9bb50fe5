/** `Range: bytes=...` on a body of known length (RFC 9110 14.1.2). Several ranges are answered as if none were asked. */
export type ByteRange =
	| { readonly kind: 'whole' }
	| { readonly kind: 'part'; readonly from: number; readonly length: number }
	| { readonly kind: 'unsatisfiable' };

export function parseRange(header: string | null, size: number): ByteRange {
	const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec((header ?? '').trim());
	if (match === null) return { kind: 'whole' };
	const [, first = '', last = ''] = match;
	if (first === '' && last === '') return { kind: 'whole' };
	if (first === '') {
		const length = Math.min(Number(last), size);
		return length === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', from: size - length, length };
	}
	const from = Number(first);
	const to = last === '' ? size - 1 : Math.min(Number(last), size - 1);
	// A last byte before the first makes the header invalid, not unsatisfiable.
	if (last !== '' && Number(last) < from) return { kind: 'whole' };
	if (from >= size) return { kind: 'unsatisfiable' };
	return { kind: 'part', from, length: to - from + 1 };
}

/** Status and headers of the answer; null for a range that can't be given (416). */
export function rangeHeaders(
	range: ByteRange,
	size: number,
): { status: number; headers: Record<string, string> } {
	switch (range.kind) {
		case 'whole':
			return { status: 200, headers: { 'accept-ranges': 'bytes', 'content-length': String(size) } };
		case 'part':
			return {
				status: 206,
				headers: {
					'accept-ranges': 'bytes',
					'content-length': String(range.length),
					'content-range': `bytes ${range.from}-${range.from + range.length - 1}/${size}`,
				},
			};
		case 'unsatisfiable':
			return { status: 416, headers: { 'content-range': `bytes */${size}` } };
	}
}
