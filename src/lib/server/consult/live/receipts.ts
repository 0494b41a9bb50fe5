/**
 * Who has before them what was said. Only a page in the foreground says so, over a line that carries: a line that broke silently
 * stands here for up to twenty seconds, and nobody behind it has read anything. Whoever is called to a consult is called a moment
 * later, so that nobody is called to what they are looking at.
 */
const patienceMs = 1500;

interface Awaited {
	readonly seq: number;
	readonly missing: Set<string>;
	readonly seen: string[];
	readonly end: () => void;
}

export class Receipts {
	readonly #awaited = new Set<Awaited>();
	readonly #upTo = new Map<string, number>();

	/** Those of the persons who say within the patience that they have that row before them. */
	of(seq: number, among: readonly string[]): Promise<readonly string[]> {
		const missing = new Set(among);
		if (missing.size === 0) return Promise.resolve([]);
		return new Promise((resolve) => {
			const seen: string[] = [];
			const end = (): void => {
				clearTimeout(timer);
				this.#awaited.delete(one);
				resolve(seen);
			};
			const timer = setTimeout(end, patienceMs);
			const one: Awaited = { seq, missing, seen, end };
			this.#awaited.add(one);
		});
	}

	/** Up to that row; true: nobody was waiting for it. */
	seen(person: string, seq: number): boolean {
		if (seq <= (this.#upTo.get(person) ?? 0)) return false;
		this.#upTo.set(person, seq);
		let waited = false;
		for (const one of [...this.#awaited]) {
			if (one.seq > seq || !one.missing.delete(person)) continue;
			waited = true;
			one.seen.push(person);
			if (one.missing.size === 0) one.end();
		}
		return !waited;
	}

	/** Nobody is asked any more. */
	end(): void {
		for (const one of [...this.#awaited]) one.end();
	}
}
