import { err } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { Asked, ConsultDetail } from '#lib/consult/request/consult-view.ts';
import type { ConsultItem, ConsultOrder } from '#lib/consult/request/consult-view.ts';
import { askServer } from '#lib/session/ask-server.ts';
import { orderedTo } from '../form/ordered-to.ts';

/** What is still missing before it can be sent is written on the form. */
export function isSendable({ question, to, study }: ConsultItem): boolean {
	return question !== null && question.trim() !== '' && to !== null && study !== null;
}

/** Sends an unsent question as it stands in the list; changed meanwhile elsewhere: `changed`. */
export async function sendDraft(item: ConsultItem): Promise<Result<Asked, string>> {
	const { id, revision, study, place, question, background, urgency, to } = item;
	if (study === null || to === null) return err('nobody-there');
	// The list says how many studies go along, not which.
	const detail = await askServer(`/api/consults/${encodeURIComponent(id)}`, ConsultDetail);
	if (!detail.ok) return detail;
	const order: ConsultOrder = {
		study,
		others: detail.value.studies.filter((one) => one !== study),
		place,
		question: question ?? '',
		background: background ?? '',
		urgency,
		to: orderedTo(to),
		send: true,
		draft: { id, revision },
	};
	return askServer('/api/consults', Asked, order);
}
