/** What reports and key object selections have around their content (PS3.3 C.17.2, C.17.6.2). */
import type { Dataset, DicomElement } from '../dataset.ts';
import { el, person, sq, text } from './elements.ts';
import { dateTime } from './moment.ts';
import type { Moment } from './moment.ts';
import { observer } from './object-context.ts';
import type { Author, ObjectContext } from './object-context.ts';
import { evidence } from './picture-reference.ts';
import type { InstanceReference } from './picture-reference.ts';

export interface Verification {
	readonly by: Author;
	readonly at: Moment;
}

/** A report's general module (C.17.2.2): `verified` null: nobody has signed it. */
export function reportGeneral(
	context: ObjectContext,
	verified: Verification | null,
	replaces: InstanceReference | null,
): Dataset {
	return {
		'00081111': none(),
		'0040A372': none(),
		'0040A491': el('CS', 'COMPLETE'),
		'0040A493': el('CS', verified === null ? 'UNVERIFIED' : 'VERIFIED'),
		'0040A078': sq(observer(context.author)),
		...(verified === null ? {} : { '0040A073': sq(verifier(verified)) }),
		...(replaces === null ? {} : { '0040A360': sq(...evidence([replaces])) }),
	};
}

function verifier({ by, at }: Verification): Dataset {
	return {
		'0040A027': text('LO', by.institution),
		'0040A030': el('DT', dateTime(at)),
		'0040A075': person(by.name),
		'0040A088': none(),
	};
}

export function contentTime({ at }: ObjectContext): Dataset {
	return { '00080023': el('DA', at.date), '00080033': el('TM', at.time) };
}

export function none(): DicomElement {
	return { vr: 'SQ', Value: [] };
}
