/** Where a slice lies in the patient (PS3.3 C.7.6.2.1.1), in LPS millimetres. */
type Triple = readonly [number, number, number];

/** Place of a slice along its own normal: what a stack is sorted by. */
export function slicePosition(position: readonly number[], orientation: readonly number[]): number | null {
	const at = triple(position, 0);
	const right = triple(orientation, 0);
	const down = triple(orientation, 3);
	return at && right && down ? dot(at, cross(right, down)) : null;
}

function dot(a: Triple, b: Triple): number {
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Triple, b: Triple): Triple {
	return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function triple(values: readonly number[], from: number): Triple | null {
	const [x, y, z] = values.slice(from, from + 3);
	return x === undefined || y === undefined || z === undefined ? null : [x, y, z];
}
