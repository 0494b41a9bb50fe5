/**
 * What every object we hand to an archive has in common: the patient and study of a picture it speaks of (so that it files into
 * the same study), who made it, when, with what. What the picture's header doesn't know stays empty; nothing is made up.
 */
import type { Dataset, DicomElement, PersonNameGroups } from '../dataset.ts';
import { el, person, text } from './elements.ts';
import { ownManufacturer } from './own-manufacturer.ts';
import type { Moment } from './moment.ts';

export interface Author {
	readonly name: PersonNameGroups;
	/** the hospital they signed for */
	readonly institution: string;
}

export interface Equipment {
	readonly manufacturer: string;
	readonly model: string;
	readonly serial: string;
	readonly version: string;
}

export interface ObjectContext {
	/** Header of a picture of the study, as the archive has it */
	readonly source: Dataset;
	readonly series: string;
	readonly instance: string;
	readonly seriesNumber: number;
	readonly instanceNumber: number;
	readonly seriesDescription: string;
	readonly at: Moment;
	readonly author: Author;
	readonly equipment: Equipment;
}

/** This product as a maker of objects. */
export function thisProduct(version: string): Equipment {
	return { manufacturer: ownManufacturer, model: 'Imaging HUB Consult', serial: '1', version };
}

/** Patient (PS3.3 C.7.1.1), general study (C.7.2.1) and patient study (C.7.2.2), copied as they stand. */
const copied: Readonly<Record<string, string>> = {
	'00080020': 'DA',
	'00080030': 'TM',
	'00080050': 'SH',
	'00080090': 'PN',
	'00100010': 'PN',
	'00100020': 'LO',
	'00100030': 'DA',
	'00100040': 'CS',
	'0020000D': 'UI',
	'00200010': 'SH',
};
/** Left out where the picture has none. */
const copiedIfThere = ['00081030', '00081080', '00100021', '00101000', '00101010', '00101020', '00101030'];

export function commonModules(context: ObjectContext, sopClass: string, modality: string): Dataset {
	const { source, at, author, equipment } = context;
	return {
		...subjectOf(source),
		'00080012': el('DA', at.date),
		'00080013': el('TM', at.time),
		'00080016': el('UI', sopClass),
		'00080018': el('UI', context.instance),
		'00080021': el('DA', at.date),
		'00080031': el('TM', at.time),
		'00080060': el('CS', modality),
		'00080070': text('LO', equipment.manufacturer),
		'00080080': text('LO', author.institution),
		'00080201': el('SH', at.zone),
		'0008103E': text('LO', context.seriesDescription),
		'00081090': text('LO', equipment.model),
		'00181000': text('LO', equipment.serial),
		'00181020': text('LO', equipment.version),
		'0020000E': el('UI', context.series),
		'00200011': el('IS', context.seriesNumber),
		'00200013': el('IS', context.instanceNumber),
	};
}

function subjectOf(source: Dataset): Dataset {
	const out: Record<string, DicomElement> = {};
	for (const [tag, vr] of Object.entries(copied)) out[tag] = source[tag] ?? { vr };
	for (const tag of copiedIfThere) {
		const element = source[tag];
		if (element?.Value !== undefined && element.Value.length > 0) out[tag] = element;
	}
	return out;
}

/** Author Observer (0040,A078) and Verifying Observer need the same identification macro (PS3.3 10.1). */
export function observer(author: Author): Dataset {
	return {
		'00080080': text('LO', author.institution),
		'00080082': { vr: 'SQ', Value: [] },
		'0040A084': el('CS', 'PSN'),
		'0040A123': person(author.name),
		'00401101': { vr: 'SQ', Value: [] },
	};
}
