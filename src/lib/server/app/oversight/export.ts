import { stepUpMs } from '#lib/access/staff.ts';
import { append } from '#lib/server/audit/append.ts';
import { exportLines } from '#lib/server/audit/fhir/export-lines.ts';
import type { AuditQuestion } from '#lib/server/audit/reading/audit-search.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import type { App } from '../app.ts';
import type { AuditAsker } from './audit-asker.ts';

/** Taking the audit away wants the person to have proved themselves in the last five minutes. */
export function mayExport({ staff }: AuditAsker, now: number): boolean {
	return now - staff.provedAt <= stepUpMs;
}

/** The file as it is made, page by page; its own row is in the chain before its first byte. */
export async function exportAudit(
	app: App,
	question: AuditQuestion,
	asker: AuditAsker,
	asking: { readonly from: string; readonly requestId: string },
): Promise<ReadableStream<Uint8Array>> {
	const { since, until } = question;
	const now = app.clock();
	const { seq: throughSeq } = await transaction(app.db, async (trx) => {
		const head = await trx
			.selectFrom('audit_head')
			.select('seq')
			.where('id', '=', 1)
			.executeTakeFirstOrThrow();
		const who = { who: `staff:${asker.staff.personId}`, hospital: asker.staff.hospital.hcode, ...asking };
		const what = { kind: 'audit-exported', since, until, throughSeq: head.seq } as const;
		await append(trx, { ...what, ...who }, now);
		return head;
	});
	const lines = exportLines(app.db, question, {
		observer: app.config.origin,
		patientId: (owner, hn) => app.keys.hmac('audit-patient', `${owner}\n${hn}`),
		throughSeq,
	});
	const text = new TextEncoder();
	return new ReadableStream({
		async pull(controller) {
			const next = await lines.next();
			if (next.done === true) controller.close();
			else controller.enqueue(text.encode(next.value));
		},
		async cancel() {
			await lines.return();
		},
	});
}
