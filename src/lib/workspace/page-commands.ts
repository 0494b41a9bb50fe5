/** Commands of the page around the pictures, in the same form as the viewer's: keyboard, palette and help read both. */
export interface PageCommand {
	/** `i18n`: command.ID */
	readonly id:
		'next-series' | 'previous-series' | 'beside' | 'link-scroll' | 'other-pane' | 'palette' | 'about';
	readonly keys: readonly string[];
	/** Absent: always. */
	when?(): boolean;
	run(): void;
}

export interface PageActions {
	openNeighbour(step: 1 | -1): void;
	showPalette(): void;
	showAbout(): void;
	/** A second picture can be laid beside, or lies there. */
	mayCompare(): boolean;
	compare(): void;
	/** Two pictures are on the screen. */
	compares(): boolean;
	linkScroll(): void;
	otherPane(): void;
}

export function pageCommands(page: PageActions): readonly PageCommand[] {
	return [
		{ id: 'previous-series', keys: ['['], run: () => page.openNeighbour(-1) },
		{ id: 'next-series', keys: [']'], run: () => page.openNeighbour(1) },
		{ id: 'beside', keys: ['k'], when: () => page.mayCompare(), run: () => page.compare() },
		{ id: 'link-scroll', keys: ['shift+k'], when: () => page.compares(), run: () => page.linkScroll() },
		{ id: 'other-pane', keys: ['n'], when: () => page.compares(), run: () => page.otherPane() },
		// Ctrl or Cmd, as every program with a palette has it; nothing else with these keys is taken from the browser.
		{ id: 'palette', keys: ['ctrl+k'], run: () => page.showPalette() },
		{ id: 'about', keys: [], run: () => page.showAbout() },
	];
}

/** Keys belong to the reader's text, to an open dialog and to the control that has the focus before they belong to the picture. */
export function takenElsewhere(event: KeyboardEvent): boolean {
	if (event.defaultPrevented || event.isComposing) return true;
	const { target } = event;
	if (!(target instanceof Element)) return false;
	if (target.closest('input, textarea, select, [contenteditable], dialog, [role="menu"]') !== null)
		return true;
	const presses = event.key === ' ' || event.key === 'Enter';
	return presses && target.closest('button, a, summary') !== null;
}
