/** A hospital's people as its administrator sees them: nothing of a patient. `POST /api/admin/people` and what is set of one. */
import * as v from 'valibot';
import { roles } from './staff.ts';

const Id = v.pipe(v.string(), v.nonEmpty(), v.maxLength(64));

export const SeenPerson = v.object({
	id: v.string(),
	name: v.string(),
	roles: v.array(v.picklist(roles)),
	position: v.nullable(v.string()),
	licence: v.picklist(['none', 'verified', 'unverified', 'ended']),
	lastSeenAt: v.number(),
	/** living ones, for this hospital */
	sessions: v.number(),
	/** whom they report to there; null: nobody is named */
	chief: v.nullable(v.object({ id: v.string(), name: v.string() })),
	/** codes: which questions to a specialty reach them there */
	specialties: v.array(v.string()),
	self: v.boolean(),
});
export type SeenPerson = v.InferOutput<typeof SeenPerson>;

/** Where a page ended: last seen first. */
const PeoplePlace = v.object({ at: v.number(), id: Id });
export type PeoplePlace = v.InferOutput<typeof PeoplePlace>;

export const PeopleAsk = v.object({
	/** part of a name or position; '' for everyone */
	text: v.pipe(v.string(), v.maxLength(100)),
	after: v.nullable(PeoplePlace),
});
export type PeopleAsk = v.InferOutput<typeof PeopleAsk>;

export const PeoplePage = v.object({ people: v.array(SeenPerson), next: v.nullable(PeoplePlace) });
export type PeoplePage = v.InferOutput<typeof PeoplePage>;

/** `POST /api/admin/people/{id}`; the server knows which specialties there are. */
export const PersonOrder = v.object({
	chief: v.nullable(Id),
	specialties: v.pipe(v.array(v.pipe(v.string(), v.maxLength(40))), v.maxLength(40)),
});
export type PersonOrder = v.InferOutput<typeof PersonOrder>;
