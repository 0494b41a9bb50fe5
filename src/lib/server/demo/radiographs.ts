import type { Dataset } from '#lib/dicom/dataset.ts';
import { explicitLittleEndian, writePart10 } from '#lib/dicom/part10/part10-writer.ts';
import type { DemoSeries } from './dataset-parts.ts';
import { commonParts, el, grayPixels } from './dataset-parts.ts';
import { handStudy, otherFilm, referral } from './demo-people.ts';
import { chestFilm } from './phantoms/chest-film.ts';
import { handFilm } from './phantoms/hand-film.ts';
import type { NamingWay } from './thai-bytes.ts';
import { characterSet, namingWays } from './thai-bytes.ts';

const digitalXray = '1.2.840.10008.5.1.4.1.1.1.1';
const computedRadiography = '1.2.840.10008.5.1.4.1.1.1';

export const filmSeries: DemoSeries = {
	study: referral.film,
	key: 'pa',
	number: 1,
	modality: 'DX',
	description: 'ทรวงอก PA',
	bodyPart: 'CHEST',
};
const otherFilmSeries: DemoSeries = { ...filmSeries, study: otherFilm };

export function chestFilmFile(): Uint8Array {
	const shape = { heart: 1, breasts: 0, size: 1.1, noduleRadius: 0.017 };
	const pixels = chestFilm({ seed: 11, columns: 2500, rows: 3000, shape });
	return chestFile(filmSeries, pixels, 'MONOCHROME2');
}

/** As some detectors write it: high values are dark. */
export function invertedChestFilmFile(): Uint8Array {
	const shape = { heart: 1.16, breasts: 1, size: 1.07, noduleRadius: 0 };
	const pixels = chestFilm({ seed: 23, columns: 2430, rows: 2992, shape });
	for (let i = 0; i < pixels.length; i++) pixels[i] = 16383 - (pixels[i] ?? 0);
	return chestFile(otherFilmSeries, pixels, 'MONOCHROME1');
}

function chestFile(
	series: DemoSeries,
	pixels: Uint16Array,
	photometric: 'MONOCHROME1' | 'MONOCHROME2',
): Uint8Array {
	const inverted = photometric === 'MONOCHROME1';
	const columns = inverted ? 2430 : 2500;
	const dataset: Dataset = {
		...commonParts(series, 1, digitalXray),
		...grayPixels({ rows: pixels.length / columns, columns, bitsStored: 14, photometric }),
		'00080008': el('CS', 'DERIVED', 'PRIMARY', ''),
		'00080068': el('CS', 'FOR PRESENTATION'),
		'00180060': el('DS', 120),
		'00181110': el('DS', 1800),
		'00181111': el('DS', 1700),
		'00181164': el('DS', 0.143, 0.143),
		'00185101': el('CS', 'PA'),
		'00187004': el('CS', 'SCINTILLATOR'),
		'00200020': el('CS', 'L', 'F'),
		'00200060': el('CS', 'U'),
		'00200062': el('CS', 'U'),
		'00281040': el('CS', 'LOG'),
		'00281041': el('SS', inverted ? 1 : -1),
		'00281050': el('DS', inverted ? 16383 - 8600 : 8600),
		'00281051': el('DS', 11500),
		'00281052': el('DS', 0),
		'00281053': el('DS', 1),
		'00281054': el('LO', 'US'),
		'20500020': el('CS', inverted ? 'INVERSE' : 'IDENTITY'),
	};
	return file(dataset, pixels);
}

/** Nine patients, each name written in another of the ways. */
export function handFilmFiles(): readonly { way: NamingWay; draw: () => Uint8Array }[] {
	return namingWays.map((way, index) => ({ way, draw: () => handFile(way, index) }));
}

function handFile(way: NamingWay, index: number): Uint8Array {
	const left = index % 3 !== 1;
	const series: DemoSeries = {
		study: handStudy(way),
		key: 'hand',
		number: 1,
		modality: 'CR',
		description: left ? 'Left hand PA' : 'Right hand PA',
		bodyPart: 'HAND',
	};
	const pixels = handFilm({ seed: 40 + index, columns: 800, rows: 1000, left });
	const dataset: Dataset = {
		...commonParts(series, 1, computedRadiography),
		...grayPixels({ rows: 1000, columns: 800, bitsStored: 12, photometric: 'MONOCHROME2' }),
		...characterSet(way),
		'00080008': el('CS', 'ORIGINAL', 'PRIMARY'),
		'00181164': el('DS', 0.25, 0.25),
		'00185101': el('CS', 'PA'),
		'00200020': el('CS', left ? 'R' : 'L', 'F'),
		'00200060': el('CS', left ? 'L' : 'R'),
		'00281050': el('DS', 1900),
		'00281051': el('DS', 3800),
	};
	return file(dataset, pixels, 'as-given');
}

function file(dataset: Dataset, pixels: Uint16Array, charset: 'utf-8' | 'as-given' = 'utf-8'): Uint8Array {
	const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
	return writePart10({
		dataset,
		transferSyntax: explicitLittleEndian,
		pixelData: { kind: 'native', bytes, vr: 'OW' },
		charset,
	});
}
