/** A PDF as an object of the study (PS3.3 A.45.1): the answer as a page, for archives that show nothing else of ours. */
import type { Dataset } from '../dataset.ts';
import { toBase64 } from '../base64.ts';
import { explicitLittleEndian, writePart10 } from '../part10/part10-writer.ts';
import { codeItem } from './coded.ts';
import type { Code } from './coded.ts';
import { el, sq, text } from './elements.ts';
import { dateTime } from './moment.ts';
import { commonModules } from './object-context.ts';
import type { ObjectContext } from './object-context.ts';
import { grouped, referencedSop } from './picture-reference.ts';
import type { InstanceReference } from './picture-reference.ts';
import { contentTime } from './report-header.ts';

export const encapsulatedPdfStorage = '1.2.840.10008.5.1.4.1.1.104.1';
/** LOINC, as PS3.16 CID 7020 has it */
export const consultationReport: Code = {
	value: '18748-4',
	scheme: 'LN',
	meaning: 'Diagnostic imaging report',
};

export interface EncapsulatedPdf {
	readonly context: ObjectContext;
	readonly pdf: Uint8Array;
	readonly title: string;
	readonly concept: Code;
	/** The page names the patient or shows pictures that do: whoever strips headers has to know. */
	readonly namesPatient: boolean;
	/** A person signed what it says. */
	readonly signed: boolean;
	/** What it was made from */
	readonly sources: readonly InstanceReference[];
}

export function encapsulatedPdf(document: EncapsulatedPdf): Uint8Array {
	const { context, pdf, sources } = document;
	const each = [...grouped(sources, (one) => one.instance)].map(([, [first]]) => referencedSop(first, null));
	const dataset: Dataset = {
		...commonModules(context, encapsulatedPdfStorage, 'DOC'),
		...contentTime(context),
		'0008002A': el('DT', dateTime(context.at)),
		'00080064': el('CS', 'WSD'),
		'00280301': el('CS', document.namesPatient ? 'YES' : 'NO'),
		'0040A043': sq(codeItem(document.concept)),
		'0040A493': el('CS', document.signed ? 'VERIFIED' : 'UNVERIFIED'),
		'00420010': text('ST', document.title),
		'00420011': { vr: 'OB', InlineBinary: toBase64(pdf) },
		'00420012': el('LO', 'application/pdf'),
		...(each.length === 0 ? {} : { '00420013': sq(...each) }),
		'00420015': el('UL', pdf.length),
	};
	return writePart10({ dataset, transferSyntax: explicitLittleEndian });
}
