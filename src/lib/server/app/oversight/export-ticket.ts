/**
 * The way from a question by POST to a file by GET: browsers write a file as it comes only from an address, and send no Origin
 * with a form under our referrer policy. The ticket is the question, signed, for this session and one minute; it names no
 * person and no patient, since addresses are kept by browsers.
 */
import { timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { auditGroupNames } from '#lib/access/audit-groups.ts';
import type { HubKeys } from '#lib/server/identity/hub-keys.ts';

const time = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0)));
export const ExportQuestion = v.object({
	since: time,
	until: time,
	group: v.nullable(v.picklist(auditGroupNames)),
});
export type ExportQuestion = v.InferOutput<typeof ExportQuestion>;

const Signed = v.pipe(
	v.string(),
	v.parseJson(),
	v.object({ ...ExportQuestion.entries, session: v.string(), ends: v.number() }),
);
const livesMs = 60_000;
const purpose = 'audit-export';

export function exportTicket(
	keys: HubKeys,
	question: ExportQuestion,
	{ session, now }: { readonly session: string; readonly now: number },
): string {
	const { since, until, group } = question;
	const text = JSON.stringify({ since, until, group, session, ends: now + livesMs });
	const body = Buffer.from(text).toString('base64url');
	return `${body}.${keys.hmac(purpose, body)}`;
}

/** null: not ours, another session's, or over. */
export function readExportTicket(
	keys: HubKeys,
	ticket: string,
	{ session, now }: { readonly session: string; readonly now: number },
): ExportQuestion | null {
	const [body = '', seal = ''] = ticket.split('.');
	if (!sameText(seal, keys.hmac(purpose, body))) return null;
	const parsed = v.safeParse(Signed, Buffer.from(body, 'base64url').toString('utf8'));
	if (!parsed.success || parsed.output.session !== session || now >= parsed.output.ends) return null;
	return parsed.output;
}

function sameText(one: string, other: string): boolean {
	const [a, b] = [Buffer.from(one), Buffer.from(other)];
	return a.length === b.length && timingSafeEqual(a, b);
}
