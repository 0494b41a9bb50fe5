import * as v from 'valibot';
import { BrokenGlass } from '#lib/access/break-glass.ts';
import type { BreakGlassOrder, ReviewOrder } from '#lib/access/break-glass.ts';
import type { EmergencyProblem } from '#lib/i18n/areas/emergency.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';

/** A study that was refused, or a patient to be found by a number at a hospital. */
export type EmergencyTarget =
	| { readonly kind: 'study'; readonly study: string }
	| { readonly kind: 'patient'; readonly hospital: string; readonly number: string };

const Refused = v.object({ code: v.string() });
const problems = [
	'patient-not-found',
	'not-found',
	'already-open',
	'too-many-tries',
	'step-up-needed',
	'licence-needed',
	'malformed',
	'own-act',
	'already-reviewed',
] as const satisfies readonly EmergencyProblem[];

export async function askInEmergency(
	target: EmergencyTarget,
	order: BreakGlassOrder,
): Promise<Result<BrokenGlass, EmergencyProblem>> {
	const answer =
		target.kind === 'study'
			? await post(`/api/studies/${encodeURIComponent(target.study)}/break-glass`, order)
			: await post('/api/emergency', { ...order, hospital: target.hospital, number: target.number });
	if (!answer.ok) return answer;
	const glass = v.safeParse(BrokenGlass, answer.value);
	return glass.success ? ok(glass.output) : err('internal');
}

export async function sendReview(id: string, order: ReviewOrder): Promise<Result<null, EmergencyProblem>> {
	const answer = await post(`/api/oversight/reviews/${encodeURIComponent(id)}`, order);
	return answer.ok ? ok(null) : answer;
}

async function post(path: string, body: object): Promise<Result<unknown, EmergencyProblem>> {
	let answer: Response;
	try {
		answer = await fetch(path, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
	} catch {
		return err('offline');
	}
	const said: unknown = await answer.json().catch(() => null);
	if (answer.ok) return ok(said);
	const refused = v.safeParse(Refused, said);
	return err(problems.find((code) => refused.success && refused.output.code === code) ?? 'internal');
}
