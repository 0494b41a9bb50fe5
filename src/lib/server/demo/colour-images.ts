import sharp from 'sharp';
import type { Dataset } from '#lib/dicom/dataset.ts';
import { writePart10 } from '#lib/dicom/part10/part10-writer.ts';
import type { DemoSeries } from './dataset-parts.ts';
import { commonParts, el, jpegPixels } from './dataset-parts.ts';
import { referral } from './demo-people.ts';
import { HeartUltrasound, usColumns, usRows, usSector, usStrip } from './phantoms/heart-us.ts';
import { photoColumns, photoRows, woundPhoto } from './phantoms/wound-photo.ts';

const ultrasoundMultiFrame = '1.2.840.10008.5.1.4.1.1.3.1';
const photograph = '1.2.840.10008.5.1.4.1.1.77.1.4';
const jpegBaseline = '1.2.840.10008.1.2.4.50';
const frameCount = 40;
const frameMs = 40;

export async function ultrasoundFile(): Promise<Uint8Array> {
	const series: DemoSeries = {
		study: referral.heart,
		key: 'loop',
		number: 1,
		modality: 'US',
		description: '4 ห้องหัวใจ Doppler และ M-mode',
		bodyPart: 'HEART',
	};
	const heart = new HeartUltrasound(3, frameCount);
	const raw = { width: usColumns, height: usRows, channels: 3 } as const;
	const frames: Uint8Array[][] = [];
	let total = 0;
	for (let index = 0; index < frameCount; index++) {
		const jpeg = await sharp(heart.frame(index), { raw }).jpeg({ quality: 84, mozjpeg: false }).toBuffer();
		total += jpeg.length;
		frames.push([new Uint8Array(jpeg)]);
	}
	const ratio = (usColumns * usRows * 3 * frameCount) / total;
	const dataset: Dataset = {
		...commonParts(series, 1, ultrasoundMultiFrame),
		...jpegPixels({ rows: usRows, columns: usColumns, ratio }),
		'00080008': el('CS', 'ORIGINAL', 'PRIMARY', 'CARDIAC', '0001'),
		'00082144': el('IS', 1000 / frameMs),
		'00180040': el('IS', 1000 / frameMs),
		'00181063': el('DS', frameMs),
		'00186011': el('SQ', regionSector(), regionStrip()),
		'00200020': el('CS', ''),
		'00280008': el('IS', frameCount),
		'00280009': el('AT', '00181063'),
		'00280014': el('US', 1),
	};
	return writePart10({
		dataset,
		transferSyntax: jpegBaseline,
		pixelData: { kind: 'encapsulated', frames, offsets: 'basic' },
	});
}

function regionSector(): Dataset {
	return {
		...regionPlace(usSector),
		'00186012': el('US', 1),
		'00186014': el('US', 1),
		'00186024': el('US', 3),
		'00186026': el('US', 3),
		'0018602C': el('FD', usSector.cmPerPixel),
		'0018602E': el('FD', usSector.cmPerPixel),
	};
}

/** Time runs to the right here: a line drawn in it is not a length. */
function regionStrip(): Dataset {
	return {
		...regionPlace(usStrip),
		'00186012': el('US', 2),
		'00186014': el('US', 1),
		'00186024': el('US', 4),
		'00186026': el('US', 3),
		'0018602C': el('FD', usStrip.secondsPerPixel),
		'0018602E': el('FD', usStrip.cmPerPixel),
	};
}

function regionPlace(at: { x0: number; y0: number; x1: number; y1: number }): Dataset {
	return {
		'00186016': el('UL', 0),
		'00186018': el('UL', at.x0),
		'0018601A': el('UL', at.y0),
		'0018601C': el('UL', at.x1),
		'0018601E': el('UL', at.y1),
	};
}

export async function photographFile(): Promise<Uint8Array> {
	const series: DemoSeries = {
		study: referral.wound,
		key: 'photo',
		number: 1,
		modality: 'XC',
		description: 'แขนซ้ายด้านหน้า',
		bodyPart: 'FOREARM',
	};
	const jpeg = await woundPhoto(8);
	const ratio = (photoColumns * photoRows * 3) / jpeg.length;
	const dataset: Dataset = {
		...commonParts(series, 1, photograph),
		...jpegPixels({ rows: photoRows, columns: photoColumns, ratio }),
		'00080008': el('CS', 'ORIGINAL', 'PRIMARY'),
		'00200020': el('CS', ''),
		'00200060': el('CS', 'L'),
		'00200062': el('CS', 'L'),
	};
	return writePart10({
		dataset,
		transferSyntax: jpegBaseline,
		pixelData: { kind: 'encapsulated', frames: [[jpeg]], offsets: 'none' },
	});
}
