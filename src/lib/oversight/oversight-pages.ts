import type { Role } from '#lib/access/staff.ts';

export type OversightPage = 'patient' | 'trail' | 'reviews' | 'export';

/** Everybody has their own trail; the rest is the officer's. Showing a page grants nothing: its routes decide. */
export function oversightPages(roles: readonly Role[]): readonly OversightPage[] {
	return roles.includes('privacy-officer') ? ['patient', 'trail', 'reviews', 'export'] : ['trail'];
}
