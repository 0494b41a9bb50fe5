import { WhomFound } from '#lib/consult/request/consult-view.ts';
import { askServer } from '#lib/session/ask-server.ts';

const typingMs = 200;
const nothing: WhomFound = { hospitals: [], people: [] };

/** Hospitals and doctors as one types. Only the answer to what stands in the box now is shown. */
export class WhomSearch {
	#text = $state('');
	#found = $state.raw<WhomFound>(nothing);
	#busy = $state(false);
	#problem = $state<string | null>(null);
	#timer: ReturnType<typeof setTimeout> | null = null;
	#asked = 0;

	get text(): string {
		return this.#text;
	}
	get found(): WhomFound {
		return this.#found;
	}
	get busy(): boolean {
		return this.#busy;
	}
	get problem(): string | null {
		return this.#problem;
	}

	type(text: string): void {
		this.#text = text;
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.ask(), typingMs);
	}

	async ask(): Promise<void> {
		const turn = ++this.#asked;
		this.#busy = true;
		const found = await askServer('/api/consults/whom', WhomFound, { text: this.#text });
		if (turn !== this.#asked) return;
		this.#busy = false;
		this.#problem = found.ok ? null : found.reason;
		if (found.ok) this.#found = found.value;
	}
}
