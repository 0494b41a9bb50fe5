/** The header of an image as facts for the manifest: everything a picture needs besides its pixels. */
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { Dataset } from '../dataset.ts';
import { items, number, numbers, string, strings } from '../dataset.ts';
import { frameRateOf } from './frame-rate.ts';
import { perFrameOf, withSharedGroups } from './functional-groups.ts';
import type { HeaderFlag, ImageFacts, Lut } from './image-facts.ts';
import { LutStore, readLut, readPalette } from './luts.ts';
import { modalityOf } from './modality-facts.ts';
import { overlayGroups } from './overlay-plane.ts';
import type { Part10 } from '../part10/part10.ts';
import { orientationOf, positionOf } from '../geometry/plane.ts';
import { aspectOf, spacingOf } from '../geometry/spacing.ts';
import { transferSyntax } from '../transfer-syntax.ts';
import { regionsOf } from './ultrasound-regions.ts';
import { windowsOf } from './voi-facts.ts';

export type DescribeRefusal =
	'no-pixel-data' | 'palette-damaged' | 'modality-lut-damaged' | 'too-many-frames';

export interface DescribedImage {
	readonly facts: ImageFacts;
	/** To be merged into the study's tables. */
	readonly luts: Readonly<Record<string, Lut>>;
}

const mostFrames = 100_000;

export async function describeImage(part10: Part10): Promise<Result<DescribedImage, DescribeRefusal>> {
	if (!part10.pixelData) return err('no-pixel-data');
	const set = withDetector(withSharedGroups(part10.dataset));
	const store = new LutStore();
	const modality = await modalityOf(set, part10, store);
	if (!modality) return err('modality-lut-damaged');
	const photometric = string(set, '00280004');
	const colours = photometric === 'PALETTE COLOR' ? await readPalette(set, part10) : null;
	if (photometric === 'PALETTE COLOR' && !colours) return err('palette-damaged');
	const frames = frameCountOf(set);
	if (frames > mostFrames) return err('too-many-frames');
	const orientation = orientationOf(set);
	const spacing = spacingOf(set, orientation !== null);
	const regions = regionsOf(set);
	const lossy = lossyOf(part10, set);
	const facts: ImageFacts = {
		sopClass: string(set, '00080016') ?? string(part10.meta, '00020002') ?? '',
		number: number(set, '00200013'),
		frames,
		modality,
		voi: windowsOf(set),
		voiLuts: await voiLutsOf(set, part10, store),
		palette: colours ? [store.add(colours[0]), store.add(colours[1]), store.add(colours[2])] : null,
		// MONOCHROME1 says the same thing itself (PS3.3 C.8.11.3.1.2): never inverted twice
		inverse: photometric === 'MONOCHROME2' && string(set, '20500020') === 'INVERSE',
		padding: paddingOf(set, photometric),
		spacing,
		aspect: spacing ? null : aspectOf(set),
		position: positionOf(set),
		orientation,
		frameOfReference: string(set, '00200052'),
		patientOrientation: strings(set, '00200020').slice(0, 2),
		rate: frames > 1 ? frameRateOf(set) : null,
		regions,
		overlays: overlayGroups(set),
		lossy,
		flags: [],
		perFrame: frames > 1 || items(set, '52009230').length > 0 ? perFrameOf(set, frames) : null,
	};
	facts.flags = flagsOf(part10, facts);
	return ok({ facts, luts: store.luts });
}

/** Plane of a nuclear medicine image stands in its detector (PS3.3 C.8.4.15). */
function withDetector(set: Dataset): Dataset {
	const detector = items(set, '00540022')[0];
	if (!detector || set['00200037']) return set;
	const { '00200032': position, '00200037': orientation } = detector;
	return {
		...set,
		...(position ? { '00200032': position } : {}),
		...(orientation ? { '00200037': orientation } : {}),
	};
}

function frameCountOf(set: Dataset): number {
	const count = number(set, '00280008');
	return count !== null && Number.isInteger(count) && count >= 1 ? count : 1;
}

/** A damaged VOI table is left out: the windows, or the range of values, still show the picture. */
async function voiLutsOf(set: Dataset, part10: Part10, store: LutStore): Promise<string[]> {
	const signed = number(set, '00280103') === 1 || (number(set, '00281052') ?? 0) < 0;
	const ids: string[] = [];
	for (const item of items(set, '00283010').slice(0, 16)) {
		const lut = await readLut(item, signed, part10);
		if (lut) ids.push(store.add(lut));
	}
	return ids;
}

/** Pixel Padding (PS3.3 C.7.5.1.1.2) has the sign of the stored values, whatever VR a writer chose. */
function paddingOf(set: Dataset, photometric: string | null): ImageFacts['padding'] {
	const value = number(set, '00280120');
	if (value === null || photometric?.startsWith('MONOCHROME') !== true) return null;
	const signed = number(set, '00280103') === 1;
	const asStored = (stored: number) => {
		if (signed) return stored > 0x7fff ? stored - 0x10000 : stored;
		return stored < 0 ? stored + 0x10000 : stored;
	};
	const from = asStored(value);
	const to = asStored(number(set, '00280121') ?? value);
	return { from: Math.min(from, to), to: Math.max(from, to) };
}

/** Declared (PS3.3 C.7.6.1.1.5), or plain from a syntax that can't do otherwise. Ratios of successive steps multiply. */
function lossyOf(part10: Part10, set: Dataset): ImageFacts['lossy'] {
	const declared = string(set, '00282110');
	const syntax = transferSyntax(part10.transferSyntax);
	const bySyntax = syntax?.lossy === 'yes' || (syntax?.lossy === 'possible' && declared !== '00');
	if (declared !== '01' && !bySyntax) return null;
	const ratios = numbers(set, '00282112').filter((ratio) => ratio > 0);
	const methods = strings(set, '00282114');
	return {
		ratio: ratios.length > 0 ? ratios.reduce((product, ratio) => product * ratio, 1) : null,
		method: methods.length > 0 ? methods.join(', ').slice(0, 64) : bySyntax ? (syntax?.name ?? null) : null,
	};
}

function flagsOf(part10: Part10, facts: ImageFacts): HeaderFlag[] {
	const set = part10.dataset;
	const [origin, examination] = strings(set, '00080008');
	const measured = facts.regions.length > 0 || (facts.perFrame?.some((frame) => frame.spacing) ?? false);
	const flags: [HeaderFlag, boolean][] = [
		['lossy', facts.lossy !== null],
		['no-spacing', facts.spacing === null && !measured],
		['imager-spacing', facts.spacing?.trust === 'imager'],
		['charset-guessed', part10.notes.includes('charset-guessed')],
		['burned-in-annotation', string(set, '00280301') === 'YES'],
		// Made from other images after the examination, e.g. a reformat or a screen shot (PS3.3 C.7.6.1.1.2)
		['not-original-pixels', origin === 'DERIVED' && examination === 'SECONDARY'],
	];
	return flags.filter(([, set]) => set).map(([flag]) => flag);
}
