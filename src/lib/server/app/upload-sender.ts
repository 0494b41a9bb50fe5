import type { BatchRefusal } from '#lib/archive/upload-contract.ts';
import type { From } from '#lib/server/upload/uploads.ts';
import type { Sender } from '#lib/server/upload/batch-store.ts';
import { codeAnswer, notFound, refusal } from './answers.ts';
import type { Asking } from './answers.ts';

export interface Sending {
	readonly sender: Sender;
	/** for the audit */
	readonly from: From;
}

/** Who sends, once they may store at all; otherwise the answer to give. Files of others don't exist for them. */
export async function sendingOf(event: Asking): Promise<Sending | Response> {
	const no = await refusal(event, { action: 'store', study: null });
	if (no !== null) return no;
	const { principal, requestId } = event.locals;
	if (principal.kind !== 'staff') return notFound();
	return {
		sender: { person: principal.personId, hospital: principal.hospital.hcode },
		from: { from: event.getClientAddress(), requestId },
	};
}

export function batchRefusal(code: BatchRefusal): Response {
	switch (code) {
		case 'gone':
			return notFound();
		case 'changed':
		case 'needs-choice':
		case 'not-ready':
			return codeAnswer(409, code);
		case 'batch-full':
		case 'too-many-files':
		case 'person-full':
			return codeAnswer(413, code);
		case 'no-space':
			return codeAnswer(507, code);
	}
}
