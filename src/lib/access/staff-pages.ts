import { isClinical } from './staff.ts';
import type { Role } from './staff.ts';

const allPages = ['consults', 'worklist', 'upload', 'links', 'oversight', 'admin'] as const;
export type StaffPage = (typeof allPages)[number];

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

/**
 * Where signing in leads: to what was asked for, unless that was nothing (`/`, the front door) or a list that this person's roles
 * don't lead to, e.g. an administrator who began at the address of the worklist.
 */
export function landingPath(roles: readonly Role[], asked: string): string {
	const [, page = ''] = /^\/([a-z]*)(?:[/?#]|$)/.exec(asked) ?? [];
	const isList = allPages.some((each) => each === page);
	const led = staffPages(roles).some((each) => each === page);
	return asked === '/' || (isList && !led && asked === `/${page}`) ? homePath(roles) : asked;
}

/** Their own first page. */
export function homePath(roles: readonly Role[]): string {
	const pages = staffPages(roles);
	if (answering.some((role) => roles.includes(role))) return '/consults';
	return `/${homes.find((page) => pages.includes(page)) ?? 'worklist'}`;
}
