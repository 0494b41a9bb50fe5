/** How a key of the command table is written for a reader: "w" -> "W", "shift+f" -> "⇧ F", "arrowup" -> "↑". */
const written: Readonly<Record<string, string>> = {
	arrowup: '↑',
	arrowdown: '↓',
	arrowleft: '←',
	arrowright: '→',
	pageup: 'PgUp',
	pagedown: 'PgDn',
	home: 'Home',
	end: 'End',
	enter: '↵',
	shift: '⇧',
	ctrl: 'Ctrl',
};

export function keyName(key: string, space: string): string {
	if (key === ' ') return space;
	// The plus key itself must not be split.
	if (key.length === 1) return key.toUpperCase();
	return key
		.split('+')
		.map((part) => written[part] ?? part.toUpperCase())
		.join(' ');
}
