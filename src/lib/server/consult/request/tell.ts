/** Tells open screens after the commit: lists change at once, views whose right ended close (threat 6). */
import type { LiveHub } from '#lib/server/live/live-hub.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { ConsultRow } from './consult-row.ts';
import type { Moved } from './move.ts';
import { peopleOf } from './specialties.ts';

interface Parts {
	readonly db: Database;
	readonly live: LiveHub;
}

export async function tellMoved(parts: Parts, moved: Moved): Promise<void> {
	for (const study of moved.rights) parts.live.tell({ kind: 'rights-changed', study });
	await tellConsult(parts, { consults: [moved.before, moved.after], what: moved.move, by: moved.by });
}

interface Told {
	/** as it was and is: whoever lost it has to hear too */
	readonly consults: readonly ConsultRow[];
	readonly what: string;
	/** personId */
	readonly by: string;
}

export async function tellConsult({ db, live }: Parts, { consults, what, by }: Told): Promise<void> {
	const [first] = consults;
	if (first === undefined) return;
	const people = new Set<string>();
	const hospitals = new Set<string>();
	for (const consult of consults) {
		people.add(consult.asked_by);
		// What was never sent is nobody else's news.
		if (consult.asked_at === null) continue;
		if (consult.consultant !== null) people.add(consult.consultant);
		hospitals.add(consult.asking_hospital);
		if (consult.to?.kind === 'hospital') hospitals.add(consult.to.hospital);
		if (consult.to?.kind === 'person') people.add(consult.to.person);
		if (consult.to?.kind === 'specialty')
			for (const person of await peopleOf(db, consult.to.specialty)) people.add(person);
	}
	live.tell({
		kind: 'consult-changed',
		consult: first.id,
		what,
		by,
		people: [...people],
		hospitals: [...hospitals],
	});
}
