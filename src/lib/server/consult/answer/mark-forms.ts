/** Which mark each form of one belongs to: its first form's id, by any of its forms' ids. */
import type { EventOf, Recorded } from '#lib/consult/record/event.ts';

export function formsOf(recorded: readonly Recorded[]): ReadonlyMap<string, string> {
	const marks = new Map<string, EventOf<'ann'>>();
	for (const { event } of recorded) if (event.k === 'ann') marks.set(event.id, event);
	const first = new Map<string, string>();
	// Ids carry the time of their making: what a form was made from comes before it.
	for (const [id, event] of [...marks].sort(([a], [b]) => (a < b ? -1 : 1))) {
		const base = event.base === null ? undefined : marks.get(event.base);
		const follows = base !== undefined && base.by === event.by && base.id < id;
		first.set(id, follows ? (first.get(base.id) ?? base.id) : id);
	}
	return first;
}
