import { decide } from '#lib/access/decide.ts';
import type { Principal } from '#lib/access/principal.ts';
import type { Decision, Request } from '#lib/access/request.ts';
import { noStanding } from '#lib/access/standing.ts';
import { standingWithConsent } from '#lib/server/access/standing.ts';
import type { App } from './app.ts';

/** What the answer would be, for screens that offer only what can be done. It grants nothing and is in no audit: `refusal` is the door. */
export async function may(
	app: Pick<App, 'db' | 'consents' | 'clock'>,
	principal: Principal,
	request: Request,
): Promise<Decision> {
	const now = app.clock();
	const study = 'study' in request ? request.study : null;
	const standing = study === null ? noStanding : await standingWithConsent(app, principal, study, now);
	return decide(principal, request, now, standing);
}
