/** The text for a code that came over a wire: own keys only, so that a code such as `constructor` finds nothing. */
export function textFor(table: Readonly<Record<string, string>>, code: string): string | null {
	return Object.hasOwn(table, code) ? (table[code] ?? null) : null;
}
