import type { Principal } from '#lib/access/principal.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { countOwnUses } from '#lib/server/access/break-glass/review.ts';
import { breakGlassOf } from '#lib/server/access/standing.ts';
import type { App } from '../app.ts';
import { may } from '../may.ts';

export interface EmergencyHere {
	readonly id: string;
	readonly until: number;
	/** which of the person's uses of the last 12 months this is */
	readonly count: number;
}

/** null: the study is open to this person without it. */
export async function emergencyHere(
	app: App,
	principal: Principal,
	study: StudyUid,
): Promise<EmergencyHere | null> {
	if (principal.kind !== 'staff') return null;
	const decision = await may(app, principal, { action: 'view', study });
	if (!decision.allow || !decision.because.startsWith('break-glass:')) return null;
	const now = app.clock();
	const glass = await breakGlassOf(app.db, principal, study, now);
	if (glass === null) return null;
	return { ...glass, count: await countOwnUses(app.db, principal.personId, now) };
}
