import { isClinical } from './staff.ts';
import type { Role } from './staff.ts';

export type StaffPage = 'consults' | 'worklist' | 'upload' | 'links' | 'oversight' | 'admin';

/** The pages a person's roles lead to, the first of them their home. Showing one grants nothing: each decides for itself. */
export function staffPages(roles: readonly Role[]): readonly StaffPage[] {
	const clinical = isClinical({ roles });
	const has = (...any: readonly Role[]): boolean => any.some((role) => roles.includes(role));
	const pages: readonly (readonly [StaffPage, boolean])[] = [
		['consults', clinical || has('coordinator')],
		['worklist', clinical || has('coordinator')],
		['upload', clinical],
		['links', clinical || has('privacy-officer', 'hospital-admin')],
		['oversight', clinical || has('privacy-officer')],
		['admin', has('hospital-admin', 'operator')],
	];
	return pages.filter(([, led]) => led).map(([page]) => page);
}

/** Whoever answers comes to what waits for them. */
const answering: readonly Role[] = ['specialist', 'radiologist'];

/** What each comes to do first: an administrator administers, an officer oversees, whoever sees pictures sees the list. */
const homes: readonly StaffPage[] = ['worklist', 'admin', 'oversight', 'links', 'upload'];

/** Where signing in leads when nothing else was asked for. */
export function homePath(roles: readonly Role[]): string {
	const pages = staffPages(roles);
	if (answering.some((role) => roles.includes(role))) return '/consults';
	return `/${homes.find((page) => pages.includes(page)) ?? 'worklist'}`;
}
