/** Coded entries (PS3.3 8.8) that our objects use; each is of PS3.16 unless its scheme begins with 99. */
import type { Dataset } from '../dataset.ts';
import { el, text } from './elements.ts';

export interface Code {
	readonly value: string;
	readonly scheme: string;
	readonly meaning: string;
}

export function dcm(value: string, meaning: string): Code {
	return { value, scheme: 'DCM', meaning };
}
export function sct(value: string, meaning: string): Code {
	return { value, scheme: 'SCT', meaning };
}
export function ucum(value: string, meaning: string): Code {
	return { value, scheme: 'UCUM', meaning };
}
/** Our own: where PS3.16 has no word. */
export const ownScheme = '99HUBCONSULT';
export function own(value: string, meaning: string): Code {
	return { value, scheme: ownScheme, meaning };
}

export function codeItem(code: Code): Dataset {
	return {
		'00080100': text('SH', code.value),
		'00080102': text('SH', code.scheme),
		'00080104': el('LO', text('LO', code.meaning).Value?.[0] ?? code.value),
	};
}

/** Coding Scheme Identification (PS3.3 C.12.1.1.1): who answers for the codes of our own. */
export const ownCodes: Dataset = {
	'00080102': el('SH', ownScheme),
	'00080115': el('ST', 'Imaging HUB Consult'),
	'00080116': el('ST', 'MOPH Imaging HUB Consult'),
};
