/**
 * A presentation state of one picture: how its author saw it and what they drew on it. Grayscale (PS3.3 A.33.1) for pictures with
 * one value a pixel, colour (A.33.2) for the others, which have neither window nor inversion.
 */
import type { Dataset } from '../dataset.ts';
import { number, numbers, string } from '../dataset.ts';
import { toBase64 } from '../base64.ts';
import { withSharedGroups } from '../image/functional-groups.ts';
import { aspectOf, pair } from '../geometry/spacing.ts';
import { explicitLittleEndian, writePart10 } from '../part10/part10-writer.ts';
import { el, person, sq, text } from './elements.ts';
import { graphicAnnotation } from './graphics.ts';
import type { GraphicMark } from './graphics.ts';
import { commonModules } from './object-context.ts';
import type { ObjectContext } from './object-context.ts';
import { pictureReference, referencedSop } from './picture-reference.ts';
import { spatialTransformation } from './spatial-transformation.ts';
import { srgbProfile } from './srgb-profile.ts';

export const grayscalePresentation = '1.2.840.10008.5.1.4.1.1.11.1';
export const colourPresentation = '1.2.840.10008.5.1.4.1.1.11.2';

export interface PresentationState {
	/** `source` is the picture itself. */
	readonly context: ObjectContext;
	/** of the picture, counted from 1 */
	readonly frame: number;
	/** What the state is for, in words: shown in lists of states. */
	readonly description: string;
	/** In modality units; null: as the picture's own header has it. */
	readonly window: { readonly center: number; readonly width: number } | null;
	readonly inverted: boolean;
	/** As seen on screen: mirrored first, then turned clockwise by quarters. */
	readonly turn: {
		readonly rotation: 0 | 90 | 180 | 270;
		readonly flipH: boolean;
		readonly flipV: boolean;
	};
	/** The part that was in view, in pixels from the upper left corner; null: the whole picture. */
	readonly area: {
		readonly left: number;
		readonly top: number;
		readonly right: number;
		readonly bottom: number;
	} | null;
	readonly marks: readonly GraphicMark[];
}

const layer = 'CONSULT';

export function presentationState(state: PresentationState): Uint8Array {
	const { context, marks } = state;
	const { source, at, author } = context;
	const colour = (number(source, '00280002') ?? 1) > 1 || string(source, '00280004') === 'PALETTE COLOR';
	const reference = pictureReference(source, state.frame);
	const picture = referencedSop(reference, reference.frame);
	const dataset: Dataset = {
		...commonModules(context, colour ? colourPresentation : grayscalePresentation, 'PR'),
		// Of a paired part the picture itself says the side (C.7.3.1): here it stays empty.
		'00200060': { vr: 'CS' },
		'00081115': sq({ '00081140': sq(picture), '0020000E': el('UI', reference.series) }),
		'0070005A': sq({ '00081140': sq(picture), ...displayedArea(state) }),
		'00700080': el('CS', layer),
		'00700081': text('LO', state.description),
		'00700082': el('DA', at.date),
		'00700083': el('TM', at.time),
		'00700084': person(author.name),
		...spatialTransformation(state.turn),
		...(marks.length === 0
			? {}
			: {
					'00700001': sq(...marks.map((mark) => graphicAnnotation(mark, picture, layer))),
					'00700060': sq({ '00700002': el('CS', layer), '00700062': el('IS', 1) }),
				}),
		...(colour
			? { '00282000': { vr: 'OB', InlineBinary: toBase64(srgbProfile()) } }
			: grayPipeline(state, picture)),
	};
	return writePart10({ dataset, transferSyntax: explicitLittleEndian });
}

/**
 * Modality LUT, VOI LUT and Presentation LUT stand in the state itself: a state without them means "no such step"
 * (PS3.4 N.2), whatever the picture's header says.
 */
function grayPipeline(state: PresentationState, picture: Dataset): Dataset {
	const source = withFrameGroups(state.context.source, state.frame);
	const modality = kept(source, ['00283000'], ['00281052', '00281053', '00281054']);
	const rescale = modality['00281052'] !== undefined && modality['00281054'] === undefined;
	return {
		...modality,
		...(rescale ? { '00281054': el('LO', 'US') } : {}),
		...voiOf(state, source, picture),
		'20500020': el('CS', isInverse(state, source) ? 'INVERSE' : 'IDENTITY'),
	};
}

/** The frame's own groups win over the shared ones (PS3.3 C.7.6.16). */
function withFrameGroups(source: Dataset, frame: number): Dataset {
	const own = source['52009230']?.Value?.[frame - 1];
	const shared = withSharedGroups(source);
	return own === undefined || own === null || typeof own !== 'object'
		? shared
		: withSharedGroups({ ...shared, '52009229': { vr: 'SQ', Value: [own] } });
}

/** A table if there is one, else the plain values: never both (C.11.1, C.11.2). */
function kept(source: Dataset, table: readonly string[], plain: readonly string[]): Dataset {
	const pick = (tags: readonly string[]): Dataset => {
		const out: Record<string, Dataset[string]> = {};
		for (const tag of tags) {
			const element = source[tag];
			if ((element?.Value?.length ?? 0) > 0 && element !== undefined) out[tag] = element;
		}
		return out;
	};
	const whole = pick(table);
	return Object.keys(whole).length > 0 ? whole : pick(plain);
}

function voiOf(state: PresentationState, source: Dataset, picture: Dataset): Dataset {
	if (state.window !== null) {
		const { center, width } = state.window;
		// LINEAR is not defined below a width of 1 (C.11.2.1.2.1).
		const values = { '00281050': el('DS', center), '00281051': el('DS', Math.max(1, width)) };
		return { '00283110': sq({ '00081140': sq(picture), ...values }) };
	}
	const own = firstWindow(source);
	const chosen = Object.keys(own).length > 0 ? own : kept(source, ['00283010'], []);
	return Object.keys(chosen).length === 0 ? {} : { '00283110': sq({ '00081140': sq(picture), ...chosen }) };
}

function firstWindow(source: Dataset): Dataset {
	const [center, width] = [numbers(source, '00281050')[0], numbers(source, '00281051')[0]];
	if (center === undefined || width === undefined || width < 1) return {};
	const curve = string(source, '00281056');
	return {
		'00281050': el('DS', center),
		'00281051': el('DS', width),
		...(curve === null ? {} : { '00281056': el('CS', curve) }),
	};
}

/** The reader's inversion comes on top of what the picture asks for: MONOCHROME1, or a shape of its own. */
function isInverse(state: PresentationState, source: Dataset): boolean {
	const own = string(source, '00280004') === 'MONOCHROME1' || string(source, '20500020') === 'INVERSE';
	return own !== state.inverted;
}

/** Corners are whole pixels, counted from 1 (C.10.4). */
function displayedArea({ context, area }: PresentationState): Dataset {
	const { source } = context;
	const [rows, columns] = [number(source, '00280010') ?? 1, number(source, '00280011') ?? 1];
	// Reaching past the picture is allowed and means: there is black around it.
	const corner = (value: number): number => Math.max(-100_000, Math.min(100_000, Math.round(value)));
	const [left, top] = area === null ? [1, 1] : [corner(area.left) + 1, corner(area.top) + 1];
	const [right, bottom] =
		area === null
			? [columns, rows]
			: [Math.max(left, corner(area.right)), Math.max(top, corner(area.bottom))];
	const spacing = pair(numbers(source, '00280030')) ?? pair(numbers(source, '00181164'));
	const aspect = aspectOf(source);
	return {
		'00700052': el('SL', left, top),
		'00700053': el('SL', right, bottom),
		'00700100': el('CS', 'SCALE TO FIT'),
		...(spacing === null
			? { '00700102': el('IS', ...(aspect ?? [1, 1]).map(Math.round)) }
			: { '00700101': el('DS', ...spacing) }),
	};
}
