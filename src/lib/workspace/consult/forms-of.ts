import type { EventOf, Recorded } from '#lib/consult/record/event.ts';

/** Every form that a mark ever had, newest first, taken back or not. */
export function formsOf(mark: string, recorded: readonly Recorded[]): EventOf<'ann'>[] {
	const all = new Map<string, EventOf<'ann'>>();
	for (const { event } of recorded) if (event.k === 'ann') all.set(event.id, event);
	return [...all.values()]
		.filter((event) => firstForm(event, all) === mark)
		.toSorted((a, b) => (a.id < b.id ? 1 : -1));
}

/** As the fold goes back (`fold.ts`): along older forms by the same person. */
function firstForm(event: EventOf<'ann'>, all: ReadonlyMap<string, EventOf<'ann'>>): string {
	let at = event;
	for (;;) {
		const before = at.base === null ? undefined : all.get(at.base);
		if (before === undefined || before.by !== at.by || before.id >= at.id) return at.id;
		at = before;
	}
}
