import { decide } from '#lib/access/decide.ts';
import type { Principal, Right } from '#lib/access/decide.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';

export interface SessionStudy {
	readonly study: StudyUid;
	readonly rights: readonly Right[];
	/** When the last of them ends. */
	readonly endsAt: number;
}

/** A guest's studies with what may be done with each, newest link first. */
export function sessionStudies(guest: Principal & { kind: 'guest' }, now: number): readonly SessionStudy[] {
	const studies = new Set(guest.grants.flatMap((grant) => grant.studies));
	return [...studies].flatMap((study) => {
		const rights = (['view', 'annotate', 'download'] as const).filter(
			(action) => decide(guest, { action, study }, now).allow,
		);
		const ends = guest.grants.filter((grant) => grant.revokedAt === null && grant.studies.includes(study));
		const endsAt = Math.min(guest.expiresAt, Math.max(...ends.map((grant) => grant.expiresAt)));
		return rights.length === 0 ? [] : [{ study, rights, endsAt }];
	});
}
