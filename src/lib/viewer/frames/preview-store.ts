/** Rendered previews in memory, as they came: a whole CT of 300 slices is 3 MB. The least recently used goes first. */
const mostBytes = 48 * 1024 * 1024;

export class PreviewStore {
	readonly #items = new Map<string, Blob>();
	#bytes = 0;

	get bytes(): number {
		return this.#bytes;
	}

	has(key: string): boolean {
		return this.#items.has(key);
	}

	get(key: string): Blob | null {
		const item = this.#items.get(key);
		if (item === undefined) return null;
		this.#items.delete(key);
		this.#items.set(key, item);
		return item;
	}

	keep(key: string, preview: Blob): void {
		this.#drop(key);
		this.#items.set(key, preview);
		this.#bytes += preview.size;
		for (const other of this.#items.keys()) {
			if (this.#bytes <= mostBytes || other === key) return;
			this.#drop(other);
		}
	}

	clear(): void {
		this.#items.clear();
		this.#bytes = 0;
	}

	#drop(key: string): void {
		this.#bytes -= this.#items.get(key)?.size ?? 0;
		this.#items.delete(key);
	}
}
