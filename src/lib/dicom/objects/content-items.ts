/** Content items of structured reports (PS3.3 C.17.3): each with its relationship to what it stands in. */
import type { Dataset, DicomElement, PersonNameGroups } from '../dataset.ts';
import { codeItem } from './coded.ts';
import type { Code } from './coded.ts';
import { el, person, sq, text } from './elements.ts';
import { referencedSop } from './picture-reference.ts';
import type { InstanceReference, PictureReference } from './picture-reference.ts';

export type Relationship =
	'CONTAINS' | 'HAS OBS CONTEXT' | 'HAS CONCEPT MOD' | 'HAS ACQ CONTEXT' | 'INFERRED FROM' | 'SELECTED FROM';

/** PS3.3 C.18.6.1.2 and C.18.9.1.2 */
export type SrGraphic = 'POINT' | 'MULTIPOINT' | 'POLYLINE' | 'CIRCLE' | 'ELLIPSE';

export type SrShape =
	/** Pixels from the picture's upper left corner, the first pixel reaching from 0 to 1 */
	| {
			readonly space: 'image';
			readonly graphic: SrGraphic;
			readonly at: readonly (readonly [number, number])[];
			readonly picture: PictureReference;
	  }
	/** Patient millimetres; there is no circle in space (C.18.9.1.2): an ellipse with equal axes. */
	| {
			readonly space: 'patient';
			readonly graphic: Exclude<SrGraphic, 'CIRCLE'> | 'POLYGON';
			readonly frameOfReference: string;
			readonly at: readonly (readonly [number, number, number])[];
	  };

export function item(
	relationship: Relationship | null,
	type: string,
	concept: Code | null,
	rest: Dataset,
): Dataset {
	return {
		...(relationship === null ? {} : { '0040A010': el('CS', relationship) }),
		'0040A040': el('CS', type),
		...(concept === null ? {} : { '0040A043': sq(codeItem(concept)) }),
		...rest,
	};
}

export function content(children: readonly Dataset[]): Dataset {
	return children.length === 0 ? {} : { '0040A730': sq(...children) };
}

export function container(
	relationship: Relationship | null,
	concept: Code,
	children: readonly Dataset[],
	template: string | null,
): Dataset {
	return item(relationship, 'CONTAINER', concept, {
		'0040A050': el('CS', 'SEPARATE'),
		...(template === null ? {} : { '0040A504': templateId(template) }),
		...content(children),
	});
}

export function templateId(template: string): DicomElement {
	return sq({ '00080105': el('CS', 'DCMR'), '0040DB00': el('CS', template) });
}

export function codeContent(
	relationship: Relationship,
	concept: Code,
	value: Code,
	children: readonly Dataset[] = [],
): Dataset {
	return item(relationship, 'CODE', concept, { '0040A168': sq(codeItem(value)), ...content(children) });
}

/** `words` must not be empty: a TEXT without a value is no content item. */
export function textContent(relationship: Relationship, concept: Code, words: string): Dataset {
	return item(relationship, 'TEXT', concept, { '0040A160': text('UT', words) });
}

export function uidContent(relationship: Relationship, concept: Code, uid: string): Dataset {
	return item(relationship, 'UIDREF', concept, { '0040A124': el('UI', uid) });
}

export function nameContent(relationship: Relationship, concept: Code, name: PersonNameGroups): Dataset {
	return item(relationship, 'PNAME', concept, { '0040A123': person(name) });
}

export function imageContent(
	relationship: Relationship,
	concept: Code | null,
	picture: PictureReference,
	children: readonly Dataset[] = [],
): Dataset {
	return item(relationship, 'IMAGE', concept, {
		'00081199': sq(referencedSop(picture, picture.frame)),
		...content(children),
	});
}

/** A picture as a presentation state shows it (PS3.3 C.18.4): the state stands inside the picture's reference. */
export function presentedImage(
	relationship: Relationship,
	picture: PictureReference,
	presentation: InstanceReference | null,
): Dataset {
	const reference = referencedSop(picture, picture.frame);
	return item(relationship, 'IMAGE', null, {
		'00081199': sq(
			presentation === null ? reference : { ...reference, '00081199': sq(referencedSop(presentation, null)) },
		),
	});
}

export function shapeContent(relationship: Relationship, concept: Code | null, shape: SrShape): Dataset {
	if (shape.space === 'image') {
		return item(relationship, 'SCOORD', concept, {
			'00700022': el('FL', ...shape.at.flat()),
			'00700023': el('CS', shape.graphic),
			...content([imageContent('SELECTED FROM', null, shape.picture)]),
		});
	}
	return item(relationship, 'SCOORD3D', concept, {
		'00700022': el('FL', ...shape.at.flat()),
		'00700023': el('CS', shape.graphic),
		'30060024': el('UI', shape.frameOfReference),
	});
}

export interface Quantity {
	readonly concept: Code;
	readonly value: number;
	readonly unit: Code;
}

export function numberContent(
	relationship: Relationship,
	{ concept, value, unit }: Quantity,
	children: readonly Dataset[],
): Dataset {
	return item(relationship, 'NUM', concept, {
		'0040A300': sq({
			'004008EA': sq(codeItem(unit)),
			'0040A30A': el('DS', value),
			// DS holds 16 characters: the number itself stands beside it (PS3.3 C.18.1).
			'0040A161': el('FD', value),
		}),
		...content(children),
	});
}
