/** What kind of browser a person's session is in, so that they know it again in a list: two words, no version, no model. */
export function deviceLabel(userAgent: string | null): string {
	const agent = userAgent ?? '';
	const browser = first(agent, [
		[/\bLine\//, 'LINE'],
		[/\bEdg(e|A|iOS)?\//, 'Edge'],
		[/\bOPR\//, 'Opera'],
		[/SamsungBrowser\//, 'Samsung Internet'],
		[/\b(Firefox|FxiOS)\//, 'Firefox'],
		[/\b(Chrome|CriOS|Chromium)\//, 'Chrome'],
		[/\bSafari\//, 'Safari'],
	]);
	const system = first(agent, [
		[/\biPad\b/, 'iPad'],
		[/\biPhone\b/, 'iPhone'],
		[/\bAndroid\b/, 'Android'],
		[/\bWindows\b/, 'Windows'],
		[/\bMac OS X\b/, 'macOS'],
		[/\bCrOS\b/, 'ChromeOS'],
		[/\bLinux\b/, 'Linux'],
	]);
	return [browser, system].filter((word) => word !== null).join(' · ') || '?';
}

function first(text: string, table: readonly (readonly [RegExp, string])[]): string | null {
	return table.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
