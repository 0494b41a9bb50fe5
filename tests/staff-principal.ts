/** A person as the server has them after sign-in, for tests below the sign-in. Everyone is invented. */
import type { Role, Staff } from '../src/lib/access/staff.ts';

export function staffPrincipal(role: Role, more: Partial<Staff> = {}): Staff {
	const doctor = role === 'rural-doctor' || role === 'specialist' || role === 'radiologist';
	const licensed = doctor || role === 'clinic-staff';
	return {
		kind: 'staff',
		sessionId: `session-of-${role}`,
		personId: role,
		name: role,
		hospital: { hcode: '10670', hcode9: null },
		roles: [role],
		licence: licensed ? { profession: doctor ? 'doctor' : 'nurse', verified: true, validUntil: null } : null,
		expiresAt: 1e15,
		locked: false,
		provedAt: 0,
		...more,
	};
}
