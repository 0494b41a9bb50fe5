/** Numbers as they stand on a picture: short, and never a false precision. */
export function windowNumber(value: number): string {
	const size = Math.abs(value);
	if (size >= 100) return String(Math.round(value));
	return String(Number(value.toPrecision(size >= 1 ? 3 : 2)));
}

export function zoomNumber(scale: number): string {
	return scale >= 10 ? scale.toFixed(0) : scale.toFixed(scale >= 1 ? 1 : 2);
}
