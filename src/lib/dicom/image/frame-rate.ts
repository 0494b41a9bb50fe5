/** Frames a second as recorded (PS3.3 C.7.6.5): what Frame Increment Pointer names comes first, display wishes last. */
import type { Dataset } from '../dataset.ts';
import { number, numbers, strings } from '../dataset.ts';

export function frameRateOf(set: Dataset): number | null {
	const pointers = strings(set, '00280009');
	const vector = fromMilliseconds(meanOfVector(numbers(set, '00181065')));
	const time = fromMilliseconds(number(set, '00181063'));
	const duration = fromMilliseconds(number(set, '00181242'));
	const recorded = pointers.includes('00181065') ? (vector ?? time) : (time ?? vector);
	const rate = recorded ?? number(set, '00180040') ?? number(set, '00082144') ?? duration;
	return rate !== null && rate > 0 && rate <= 1000 ? rate : null;
}

function fromMilliseconds(milliseconds: number | null): number | null {
	return milliseconds !== null && milliseconds > 0 ? 1000 / milliseconds : null;
}

/** The first entry belongs to the first frame and is 0 (C.7.6.5.1.2). */
function meanOfVector(vector: readonly number[]): number | null {
	const steps = vector.slice(1).filter((step) => step > 0);
	return steps.length === 0 ? null : steps.reduce((sum, step) => sum + step, 0) / steps.length;
}
