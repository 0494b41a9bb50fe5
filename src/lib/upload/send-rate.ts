/** How long the rest will take, from what the line has really carried in the last half minute. */
const windowMs = 30_000;
const enoughMs = 4000;

export class SendRate {
	#points: { readonly at: number; readonly bytes: number }[] = [];

	/** Seconds for `rest` bytes, given that `sent` have gone; null while nobody can tell. */
	left(sent: number, rest: number): number | null {
		const now = performance.now();
		const last = this.#points.at(-1);
		// Fewer than before: a cut took some back, or another lot began.
		if (last !== undefined && sent < last.bytes) this.#points = [];
		this.#points.push({ at: now, bytes: sent });
		while ((this.#points[0]?.at ?? now) < now - windowMs) this.#points.shift();
		const [first] = this.#points;
		if (first === undefined || now - first.at < enoughMs || sent === first.bytes) return null;
		return (rest * (now - first.at)) / 1000 / (sent - first.bytes);
	}
}
