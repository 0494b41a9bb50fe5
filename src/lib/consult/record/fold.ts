/**
 * What the record says, as a pure fold over its events in the server's order; those not stored yet come last, in the order of
 * their ids. Nobody changes another's mark. Two later forms of one mark (its author drew on two devices, one without a line)
 * are a conflict that everyone sees: neither is dropped.
 */
import type { EventOf, RecordEvent, Recorded } from './event.ts';

export interface Item<Kind extends RecordEvent['k']> {
	/** the id of its first form: stays through all later ones */
	readonly id: string;
	readonly event: EventOf<Kind>;
	readonly stored: boolean;
	readonly storedAt: number | null;
}

export interface Mark extends Item<'ann'> {
	/** who drew its first form */
	readonly author: string;
	/** Other forms that were made from the same one at the same time; empty when nobody disagrees. */
	readonly rivals: readonly Item<'ann'>[];
}

export interface Thread {
	readonly id: string;
	readonly messages: readonly Item<'msg'>[];
	readonly resolved: { readonly by: string; readonly at: number } | null;
}

export interface Consultation {
	readonly marks: readonly Mark[];
	readonly threads: readonly Thread[];
	readonly keyImages: readonly Item<'key'>[];
	readonly findings: readonly Item<'find'>[];
	readonly asked: readonly Item<'ask'>[];
	/** the last word on where the call is held */
	readonly call: Item<'call'> | null;
	/** Ids of what was taken back, with who and why; for the history. */
	readonly voided: ReadonlyMap<string, EventOf<'void'>>;
}

export function fold(recorded: readonly Recorded[]): Consultation {
	const events = inOrder(recorded);
	const voided = voidsOf(events);
	const live = events.filter(({ event }) => event.k !== 'void' && !voided.has(event.id));
	return {
		marks: marksOf(events, live),
		threads: threadsOf(live),
		keyImages: of(live, 'key'),
		findings: newestForms(of(live, 'find')),
		asked: of(live, 'ask'),
		call: of(live, 'call').at(-1) ?? null,
		voided,
	};
}

function inOrder(recorded: readonly Recorded[]): Recorded[] {
	return recorded.toSorted(
		(a, b) =>
			(a.seq ?? Infinity) - (b.seq ?? Infinity) ||
			(a.event.id < b.event.id ? -1 : a.event.id > b.event.id ? 1 : 0),
	);
}

/** Only one's own can be taken back this way; the server refuses others, and so does the fold. */
function voidsOf(events: readonly Recorded[]): Map<string, EventOf<'void'>> {
	const authors = new Map(events.map(({ event }) => [event.id, event.by]));
	const voided = new Map<string, EventOf<'void'>>();
	for (const { event } of events) {
		if (event.k === 'void' && authors.get(event.of) === event.by && !voided.has(event.of))
			voided.set(event.of, event);
	}
	return voided;
}

function marksOf(events: readonly Recorded[], live: readonly Recorded[]): Mark[] {
	const all = new Map(of(events, 'ann').map((item) => [item.id, item]));
	const alive = of(live, 'ann');
	const replaced = new Set(alive.flatMap((item) => before(item, all)?.id ?? []));
	const ends = alive.filter(({ event }) => !replaced.has(event.id));
	const marks = new Map<string, Item<'ann'>[]>();
	for (const end of ends) {
		const first = firstForm(end, all);
		marks.set(first, [...(marks.get(first) ?? []), end]);
	}
	return [...marks].flatMap(([first, forms]) => {
		// The earliest in the server's order stands; what came against it stands beside it.
		const [shown, ...rivals] = forms;
		if (shown === undefined) return [];
		const author = all.get(first)?.event.by ?? shown.event.by;
		return [{ ...shown, id: first, author, rivals: rivals.map((each) => ({ ...each, id: first })) }];
	});
}

/** The form this one was made from: by the same person and older, else it is a first form. */
function before(item: Item<'ann'>, all: ReadonlyMap<string, Item<'ann'>>): Item<'ann'> | null {
	const { base, by, id } = item.event;
	const found = base === null ? undefined : all.get(base);
	// Ids carry the time of their making: a base that is not older would let forms turn in a ring.
	return found !== undefined && found.event.by === by && found.id < id ? found : null;
}

function firstForm(item: Item<'ann'>, all: ReadonlyMap<string, Item<'ann'>>): string {
	let at = item;
	for (let base = before(at, all); base !== null; base = before(at, all)) at = base;
	return at.event.id;
}

function threadsOf(live: readonly Recorded[]): Thread[] {
	const messages = of(live, 'msg');
	const heads = messages.filter(({ event }) => event.thread === null);
	return heads.map((head) => {
		const last = live
			.map(({ event }) => event)
			.findLast((event) => (event.k === 'done' || event.k === 'undone') && event.thread === head.id);
		return {
			id: head.id,
			messages: messages.filter(({ event }) => event.id === head.id || event.thread === head.id),
			resolved: last?.k === 'done' ? { by: last.by, at: last.at } : null,
		};
	});
}

function newestForms(items: readonly Item<'find'>[]): Item<'find'>[] {
	const replaced = new Set(items.flatMap(({ event }) => event.base ?? []));
	return items.filter(({ event }) => !replaced.has(event.id));
}

function of<Kind extends RecordEvent['k']>(events: readonly Recorded[], kind: Kind): Item<Kind>[] {
	return events.flatMap(({ event, seq, storedAt }) =>
		isKind(event, kind) ? [{ id: event.id, event, stored: seq !== null, storedAt }] : [],
	);
}

function isKind<Kind extends RecordEvent['k']>(event: RecordEvent, kind: Kind): event is EventOf<Kind> {
	return event.k === kind;
}
