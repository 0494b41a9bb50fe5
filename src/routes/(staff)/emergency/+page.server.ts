import { stepUpMs } from '#lib/access/staff.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import { countOwnUses, ownUses } from '#lib/server/access/break-glass/review.ts';
import { may } from '#lib/server/app/may.ts';
import { knownHospitals } from '#lib/server/identity/link-recipients.ts';
import type { PageServerLoad } from './$types';

/** Asked soon before it is too late: filling in takes a minute. */
const marginMs = 60_000;

/** `?study=` the one that was refused. Nothing is asked about it here, so nothing is told. */
export const load: PageServerLoad = async ({ locals, url, setHeaders }) => {
	setHeaders({ 'cache-control': 'private, no-store' });
	const { app, principal } = locals;
	if (principal.kind !== 'staff') return { kind: 'refused' } as const;
	const allowed = await may(app, principal, { action: 'break-glass', study: null });
	if (!allowed.allow && allowed.reason !== 'step-up-needed') return { kind: 'refused' } as const;
	const now = app.clock();
	const hospitals = await knownHospitals(app.db);
	return {
		kind: 'form',
		study: studyUid(url.searchParams.get('study') ?? ''),
		hospitals: hospitals.filter((one) => one.hcode !== principal.hospital.hcode),
		proofNeeded: now - principal.provedAt > stepUpMs - marginMs,
		count: await countOwnUses(app.db, principal.personId, now),
		uses: await ownUses(app.db, principal.personId, now),
		now,
	} as const;
};
