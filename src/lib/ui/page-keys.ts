/**
 * The keys of a whole page. `keyOf` says what a key does here, or null; what is typed into a field, composed by an input method or
 * held with Ctrl, Alt or Meta is nobody's but the browser's.
 */
export function pageKeys(
	keyOf: (event: KeyboardEvent) => (() => void) | null,
): (event: KeyboardEvent) => void {
	return (event) => {
		if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || inField(event.target)) return;
		const run = keyOf(event);
		if (run === null) return;
		event.preventDefault();
		run();
	};
}

function inField(target: EventTarget | null): boolean {
	return target instanceof HTMLElement && target.closest('input, textarea, select, dialog') !== null;
}
