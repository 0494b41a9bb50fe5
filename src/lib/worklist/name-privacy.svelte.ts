/**
 * Whether patients are hidden on this browser's screen. Kept in a cookie of the machine, because it is the machine that others can
 * see, and so that the server already leaves the names out of the page it sends.
 */
export const hideNamesCookie = 'worklist-hide-names';
const oneYearInSeconds = 31_536_000;

export class NamePrivacy {
	#hidden = $state(false);

	constructor(hidden: boolean) {
		this.#hidden = hidden;
	}

	get hidden(): boolean {
		return this.#hidden;
	}

	toggle(): void {
		this.#hidden = !this.#hidden;
		const age = this.#hidden ? oneYearInSeconds : 0;
		document.cookie = `${hideNamesCookie}=1; path=/worklist; max-age=${age}; samesite=lax`;
	}
}
