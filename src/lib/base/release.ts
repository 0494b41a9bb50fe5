/**
 * Gives the memory of a buffer back now. A worker that decodes one frame after the other collects its garbage after hundreds of them:
 * on a tablet that is more than what is kept. Nobody may read the buffer afterwards; where a browser can't (Safari before 17.4), nothing happens.
 */
export function release(buffer: ArrayBuffer): void {
	const give: unknown = Reflect.get(buffer, 'transfer');
	if (typeof give === 'function') give.call(buffer, 0);
}
