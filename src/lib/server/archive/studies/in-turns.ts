/** All of `items`, at most `atOnce` at a time, in order. Stops beginning new ones once the signal says so. */
export async function inTurns<Item, Out>(
	items: Iterable<Item>,
	options: { readonly atOnce: number; readonly signal: AbortSignal },
	work: (item: Item) => Promise<Out>,
): Promise<Out[]> {
	const results: Out[] = [];
	// One iterator for all of them: each takes the next.
	const next = items[Symbol.iterator]();
	const worker = async (): Promise<void> => {
		while (!options.signal.aborted) {
			const item = next.next();
			if (item.done === true) return;
			results.push(await work(item.value));
		}
	};
	await Promise.all(Array.from({ length: options.atOnce }, worker));
	return results;
}
