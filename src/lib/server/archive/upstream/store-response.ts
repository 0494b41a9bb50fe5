/** What an archive says to a STOW-RS of one instance (PS3.18 table 10.5.3-1, PS3.4 GG.4): the body decides, not the status. */
import type { InstanceUid } from '#lib/dicom/uid.ts';
import { answerItems, answerNumber, answerRow, answerText } from './dicom-json-answer.ts';

export type StoreAnswer =
	| { readonly kind: 'stored' }
	/** `failure`: FailureReason (0008,1197), 0 when the archive gave none */
	| { readonly kind: 'failed'; readonly failure: number };

const failedSequence = '00081198';
const referencedSequence = '00081199';
const referencedInstance = '00081155';
const failureReason = '00081197';

export function storeResponse(answer: unknown, instance: InstanceUid): StoreAnswer {
	const set = answerRow(answer) ?? answerRow(Array.isArray(answer) ? answer[0] : null);
	if (set === null) return { kind: 'failed', failure: 0 };
	for (const item of answerItems(set, failedSequence)) {
		const named = answerText(item, referencedInstance);
		if (named === '' || named === instance)
			return { kind: 'failed', failure: answerNumber(item, failureReason) ?? 0 };
	}
	const stored = answerItems(set, referencedSequence).some(
		(item) => answerText(item, referencedInstance) === instance,
	);
	return stored ? { kind: 'stored' } : { kind: 'failed', failure: 0 };
}
