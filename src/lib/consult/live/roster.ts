/** Who takes part in a consult: always the server's word (threat 13). */
import * as v from 'valibot';
import { consultStates } from '#lib/consult/request/consult-state.ts';
import { consultRoles } from './seat.ts';

export const RosterPerson = v.object({
	/** Stands for this person in this consult for ever, in all their tabs. */
	place: v.pipe(v.number(), v.integer(), v.minValue(0)),
	/** person id, as in `RecordEvent.by` */
	person: v.string(),
	name: v.string(),
	/** its name where it is known, else its code */
	hospital: v.string(),
	role: v.picklist(consultRoles),
	mayWrite: v.boolean(),
	/** 0 to 7 */
	colour: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(7)),
	/** false: took part before, or left */
	here: v.boolean(),
});
export type RosterPerson = Readonly<v.InferOutput<typeof RosterPerson>>;

/** One frame of the server: everyone who ever took part, and what the reader of it is. */
export const Roster = v.object({
	people: v.array(RosterPerson),
	/** null: has no place yet, having never come over a line */
	you: v.nullable(v.number()),
	state: v.picklist(consultStates),
});
export type Roster = v.InferOutput<typeof Roster>;
