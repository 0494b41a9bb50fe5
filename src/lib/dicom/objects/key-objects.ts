/** A key object selection (PS3.3 A.35.4, PS3.16 TID 2010): "look at these", in an order, with a word on why. */
import type { Dataset } from '../dataset.ts';
import { explicitLittleEndian, writePart10 } from '../part10/part10-writer.ts';
import { dcm } from './coded.ts';
import { codeContent, container, presentedImage, textContent } from './content-items.ts';
import { sq } from './elements.ts';
import { observerContext } from './measurement-report.ts';
import { commonModules } from './object-context.ts';
import type { ObjectContext } from './object-context.ts';
import { evidence } from './picture-reference.ts';
import type { InstanceReference, PictureReference } from './picture-reference.ts';
import { contentTime, none } from './report-header.ts';

export const keyObjectSelectionDocument = '1.2.840.10008.5.1.4.1.1.88.59';

/** PS3.16 CID 7010 */
export const keyObjectTitles = {
	ofInterest: dcm('113000', 'Of Interest'),
	forReferringProvider: dcm('113002', 'For Referring Provider'),
	forSurgery: dcm('113003', 'For Surgery'),
	forTeaching: dcm('113004', 'For Teaching'),
} as const;

export interface KeyObject {
	readonly picture: PictureReference;
	/** how it is to be seen; null: as it is */
	readonly presentation: InstanceReference | null;
}

export interface KeyObjectSelection {
	readonly context: ObjectContext;
	readonly title: keyof typeof keyObjectTitles;
	/** '' for none */
	readonly description: string;
	readonly language: 'th' | 'en';
	/** at least one */
	readonly objects: readonly KeyObject[];
}

export function keyObjectSelection(selection: KeyObjectSelection): Uint8Array {
	const { context, objects } = selection;
	if (objects.length === 0) throw new TypeError('a key object selection selects something');
	const references = objects.flatMap(({ picture, presentation }) =>
		presentation === null ? [picture] : [picture, presentation],
	);
	const children = [
		codeContent('HAS CONCEPT MOD', dcm('121049', 'Language of Content Item and Descendants'), {
			value: selection.language,
			scheme: 'RFC5646',
			meaning: selection.language === 'th' ? 'Thai' : 'English',
		}),
		...observerContext(context.author),
		...(selection.description.trim() === ''
			? []
			: [textContent('CONTAINS', dcm('113012', 'Key Object Description'), selection.description)]),
		...objects.map(({ picture, presentation }) => presentedImage('CONTAINS', picture, presentation)),
	];
	const dataset: Dataset = {
		...commonModules(context, keyObjectSelectionDocument, 'KO'),
		...contentTime(context),
		'00081111': none(),
		...container(null, keyObjectTitles[selection.title], children, '2010'),
		'0040A375': sq(...evidence(references)),
	};
	return writePart10({ dataset, transferSyntax: explicitLittleEndian });
}
