/** Lets one through at a time, in the order of arrival. */
export class Turnstile {
	#last: Promise<unknown> = Promise.resolve();

	/** Resolves when it's the caller's turn, with the function that ends the turn. */
	async enter(): Promise<() => void> {
		const before = this.#last;
		const { promise, resolve } = Promise.withResolvers<null>();
		this.#last = promise;
		await before;
		return () => resolve(null);
	}
}
