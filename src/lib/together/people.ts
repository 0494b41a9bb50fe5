import type { RosterPerson } from '#lib/consult/live/roster.ts';
import { initialsOf } from './initials.ts';

/** An author as shown beside their work. */
export interface Person {
	readonly name: string;
	readonly hospital: string;
	readonly initials: string;
	readonly colour: number;
}

/** By person id. */
export function peopleOf(people: readonly RosterPerson[]): ReadonlyMap<string, Person> {
	return new Map(
		people.map(({ person, name, hospital, colour }) => [
			person,
			{ name, hospital, colour, initials: initialsOf(name) },
		]),
	);
}
