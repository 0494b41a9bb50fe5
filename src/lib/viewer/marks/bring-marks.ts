/** The marks' own code, asked for when the first picture stands; on a line that drops, asked for again when it is back. */
export type MarkLayerModule = typeof import('./MarkLayer.svelte');

export async function bringMarks(): Promise<MarkLayerModule> {
	for (;;) {
		try {
			return await import('./MarkLayer.svelte');
		} catch {
			await new Promise<void>((resolve) => {
				globalThis.addEventListener('online', () => resolve(), { once: true });
				setTimeout(resolve, 5000);
			});
		}
	}
}
