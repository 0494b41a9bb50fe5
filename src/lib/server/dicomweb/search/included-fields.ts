/**
 * Further attributes that a search asked for, taken from an instance's header. Only those that the standard places at the level
 * searched or above it: one slice's exposure must not pass for the study's.
 */
import type { Dataset, DicomElement } from '#lib/dicom/dataset.ts';
import type { Level } from '../resource.ts';

/** Patient and study modules (PS3.3 C.7.1, C.7.2): group 0010 and these. */
const ofStudy = new Set(
	(
		'00080020 00080030 00080050 00080051 00080080 00080081 00080082 00080090 00080096 00080201 00081030 00081032 ' +
		'00081040 00081048 00081049 00081060 00081062 00081080 00081084 00081110 00081120 00120010 00120020 00120030 ' +
		'00120031 00120040 00120042 00120050 00120051 00120062 00120063 00120064 00200010 0020000D 00321032 00321034 ' +
		'00321060 00321064 00324000 00380010 00380014 00380060 00380064 00380300 00380500 00384000 00401012'
	).split(' '),
);

/** Series, equipment and frame of reference modules (PS3.3 C.7.3, C.7.4, C.7.5). */
const ofSeries = new Set(
	(
		'00080021 00080031 00080060 00080068 00080070 00081010 0008103E 0008103F 00081050 00081052 00081070 00081072 ' +
		'00081090 00081111 00180015 00181000 00181016 00181020 00181030 00181200 00181201 00185100 0020000E 00200011 ' +
		'00200052 00200060 00201040 00280108 00280109 00280120 00400244 00400245 00400250 00400251 00400253 00400254 ' +
		'00400260 00400275 00400280 00400555 00540414'
	).split(' '),
);

/** Never from a header: said anew by every answer. */
const ours = new Set(['00080005', '00080056', '00081190', '00083002']);

export interface Wanted {
	readonly include: ReadonlySet<string>;
	readonly includeAll: boolean;
}

export function mayInclude(tag: string, level: Level): boolean {
	if (ours.has(tag) || tag.startsWith('0002') || tag.startsWith('7FE0')) return false;
	if (level === 'instance') return true;
	if (tag.startsWith('0010') || ofStudy.has(tag)) return true;
	return level === 'series' && ofSeries.has(tag);
}

/** Whether an answer's row alone doesn't hold what was asked for. */
export function needsHeader(wanted: Wanted, answer: Dataset, level: Level): boolean {
	if (wanted.includeAll) return true;
	for (const tag of wanted.include) if (answer[tag] === undefined && mayInclude(tag, level)) return true;
	return false;
}

/** The answer with what the header adds; large values stay out of a search's answer. */
export function withIncluded(answer: Dataset, header: Dataset, wanted: Wanted, level: Level): Dataset {
	const out: Record<string, DicomElement> = { ...answer };
	for (const [tag, element] of Object.entries(header)) {
		if (out[tag] !== undefined || !mayInclude(tag, level) || element.BulkDataURI !== undefined) continue;
		if (wanted.includeAll || wanted.include.has(tag)) out[tag] = element;
	}
	return out;
}

/** Computed attributes of an answer, which no header has. */
const computed = new Set([
	'00080056',
	'00080061',
	'00081190',
	'00201206',
	'00201208',
	'00201209',
	'00083002',
]);

/** Fields that this level can't give, for the Warning. */
export function refusedFields(wanted: Wanted, level: Level): string[] {
	return [...wanted.include].filter(
		(tag) => !mayInclude(tag, level) && !computed.has(tag) && tag !== '00080005',
	);
}

/** PS3.18 F.2.2: members in the order of their tags. */
export function sorted(set: Dataset): Dataset {
	return Object.fromEntries(Object.entries(set).sort(([a], [b]) => (a < b ? -1 : 1)));
}
