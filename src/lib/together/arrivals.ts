import type { Recorded } from '#lib/consult/record/event.ts';

/** What others wrote that wasn't known before: the writers of messages (each once) and the number of new marks. */
export function newSince(
	recorded: readonly Recorded[],
	known: ReadonlySet<string>,
	me: string,
): { readonly messages: readonly string[]; readonly marks: number } {
	const fresh = recorded.map(({ event }) => event).filter((event) => !known.has(event.id) && event.by !== me);
	return {
		messages: [...new Set(fresh.filter((event) => event.k === 'msg').map((event) => event.by))],
		marks: fresh.filter((event) => event.k === 'ann' && event.base === null).length,
	};
}
