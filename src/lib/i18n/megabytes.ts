/** Megabytes as people pay for them: one decimal below ten. */
export function megabytes(bytes: number): string {
	const value = bytes / 1_000_000;
	return value < 10 ? value.toFixed(1) : String(Math.round(value));
}
