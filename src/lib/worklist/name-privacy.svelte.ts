/** Whether patients are hidden on this browser's screen: kept on the machine, because it is the machine that others can see. */
const key = 'worklist-hide-names';

export class NamePrivacy {
	#hidden = $state(false);

	get hidden(): boolean {
		return this.#hidden;
	}

	/** In the browser, once. */
	recall(): void {
		this.#hidden = read() === '1';
	}

	toggle(): void {
		this.#hidden = !this.#hidden;
		try {
			localStorage.setItem(key, this.#hidden ? '1' : '0');
		} catch {
			// A browser that keeps nothing: it holds for this visit.
		}
	}
}

function read(): string | null {
	try {
		return localStorage.getItem(key);
	} catch {
		return null;
	}
}
