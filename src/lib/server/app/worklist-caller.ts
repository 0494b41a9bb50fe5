/** The beginning of every route of the list: may this person see one, of which studies, and since when is something new to them. */
import { isClinical, licenceHolds } from '#lib/access/staff.ts';
import type { Visibility } from '#lib/access/visibility.ts';
import { visibilityOf } from '#lib/server/access/visibility.ts';
import { lastVisitOf } from '#lib/server/worklist/visits.ts';
import type { Visitor } from '#lib/server/worklist/visits.ts';
import type { WorklistScope } from '#lib/server/worklist/scope.ts';
import { notFound, refusal } from './answers.ts';
import type { Asking } from './answers.ts';

export interface WorklistCaller extends Visitor {
	readonly scope: WorklistScope;
	readonly lastVisit: number;
	/** Coordinators see the list, but no pictures (access.md 3.4 rule 4). */
	readonly opens: boolean;
	readonly now: number;
}

export async function worklistCaller(event: Asking): Promise<WorklistCaller | Response> {
	const no = await refusal(event, { action: 'search' });
	if (no !== null) return no;
	const { app, principal } = event.locals;
	if (principal.kind !== 'staff') return notFound();
	const now = app.clock();
	const visitor = { person: principal.personId, hospital: principal.hospital.hcode };
	return {
		...visitor,
		scope: scopeOf(await visibilityOf(app.db, principal, now)),
		lastVisit: await lastVisitOf(app.db, visitor, now),
		opens: isClinical(principal) && licenceHolds(principal, now),
		now,
	};
}

function scopeOf(visibility: Visibility): WorklistScope {
	switch (visibility.kind) {
		case 'hospital':
			return visibility;
		case 'studies':
			return { owners: [], studies: visibility.studies };
		case 'none':
			return { owners: [], studies: [] };
		case 'all':
			// Nobody of the staff sees everything: a policy that said so would have to be met here on purpose.
			throw new Error('a person without a limit');
	}
}
