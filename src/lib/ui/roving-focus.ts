/**
 * One Tab stop for a row or column of buttons, arrows between them (WAI-ARIA "roving tabindex"). The element itself knows which
 * button has the turn, so it works for buttons that come and go.
 */
export function rovingFocus(root: HTMLElement): () => void {
	const buttons = (): HTMLElement[] =>
		Array.from(root.querySelectorAll<HTMLElement>('button:not([role^="menuitem"])')).filter(
			(button) => !button.matches(':disabled') && button.offsetParent !== null,
		);

	function giveTurn(to: HTMLElement | undefined): void {
		for (const button of root.querySelectorAll<HTMLElement>('button:not([role^="menuitem"])')) {
			button.tabIndex = button === to ? 0 : -1;
		}
	}

	function settle(): void {
		const all = buttons();
		const holder =
			all.find((button) => button === document.activeElement) ??
			all.find((button) => button.tabIndex === 0) ??
			all.find((button) => button.getAttribute('aria-current') === 'true') ??
			all[0];
		giveTurn(holder);
	}

	function onkeydown(event: KeyboardEvent): void {
		if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
		const all = buttons();
		const at = all.findIndex((button) => button === document.activeElement);
		if (at < 0) return;
		const place = {
			ArrowRight: at + 1,
			ArrowDown: at + 1,
			ArrowLeft: at - 1,
			ArrowUp: at - 1,
			Home: 0,
			End: all.length - 1,
		}[event.key];
		if (place === undefined) return;
		event.preventDefault();
		event.stopPropagation();
		const next = all[(place + all.length) % all.length];
		giveTurn(next);
		next?.focus();
	}

	const watch = new MutationObserver(settle);
	watch.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] });
	root.addEventListener('keydown', onkeydown);
	root.addEventListener('focusin', settle);
	settle();
	return () => {
		watch.disconnect();
		root.removeEventListener('keydown', onkeydown);
		root.removeEventListener('focusin', settle);
	};
}
