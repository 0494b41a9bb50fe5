/**
 * For parts of the page that come over the line when they are wanted: a line that drops meanwhile costs a wait, not the part.
 * Browsers ask anew for a module that did not come (Chromium 156 and Safari do; an old one goes on without the part).
 */
export async function again<T>(bring: () => Promise<T>, most = Number.POSITIVE_INFINITY): Promise<T> {
	for (let tries = 1; ; tries++) {
		try {
			return await bring();
		} catch (error) {
			if (tries >= most) throw error;
			await pause(tries);
		}
	}
}

/** Full-jitter exponential, 10 s at most, or until the browser says that the line is back. */
export function pause(tries: number): Promise<void> {
	return new Promise((resolve) => {
		const done = (): void => {
			clearTimeout(timer);
			globalThis.removeEventListener?.('online', done);
			resolve();
		};
		const timer = setTimeout(done, Math.random() * Math.min(10_000, 150 * 2 ** tries));
		globalThis.addEventListener?.('online', done);
	});
}
