/** The patient of the loop: three slices with a disc of 20 mm, 0.5 mm pixels, owned by the district hospital. */
import { part10File } from '../../tests/fixtures/part10-file.ts';

export const study = '2.25.85001';
export const series = `${study}.1`;
/** pixels a side */
export const size = 160;
export const slices = 3;

export function files(): Uint8Array[] {
	return Array.from({ length: slices }, (_, i) => slice(i + 1));
}

function slice(number: number): Uint8Array {
	const values = new Uint16Array(size * size);
	for (let row = 0; row < size; row++)
		for (let column = 0; column < size; column++)
			values[row * size + column] = Math.hypot(column - 80, row - 70) < 20 ? 1064 : 300 + row + number;
	return part10File({
		...{ study, series, instance: `${series}.${number}`, number, values },
		more: {
			'00080080': { vr: 'LO', Value: ['รพ.ห้วยทรายงาม'] },
			'00280010': { vr: 'US', Value: [size] },
			'00280011': { vr: 'US', Value: [size] },
			'00280030': { vr: 'DS', Value: [0.5, 0.5] },
			'00281054': { vr: 'LO', Value: ['HU'] },
		},
	});
}
