import { isClinical, licenceHolds } from '#lib/access/staff.ts';
import type { Staff } from '#lib/access/staff.ts';

/** Whoever looks at pictures may ask about them. That they may see these ones is asked of `authorize`. */
export function mayAsk(staff: Pick<Staff, 'roles' | 'licence'>, now: number): boolean {
	return isClinical(staff) && licenceHolds(staff, now);
}
