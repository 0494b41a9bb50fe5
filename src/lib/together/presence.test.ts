import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FastMessage } from '#lib/consult/live/fast-message.ts';
import type { LiveView } from './live-view.svelte.ts';
import { Presence } from './presence.svelte.ts';

interface Screen {
	readonly presence: Presence;
	hear(from: number, message: FastMessage): void;
}

/** Screens that hear each other when the line has carried it; the place is the order in which they came to the consult. */
let screens: Screen[];
let onTheWay: (() => void)[];
let resting: boolean;
let ends: (() => void)[];

function sit(count: number): Presence[] {
	const roster = Array.from({ length: count }, (_, place) => ({ place }));
	screens = roster.map(({ place }) => {
		const hearers: ((from: number, message: FastMessage) => void)[] = [];
		const live = {
			...{ you: place, line: 'live', roster },
			hear: (heard: (typeof hearers)[number]) => {
				hearers.push(heard);
				return () => undefined;
			},
			listen: () => () => undefined,
			send: (message: FastMessage) => {
				for (const [other, screen] of screens.entries())
					if (other !== place) onTheWay.push(() => screen.hear(place, message));
			},
		};
		const presence = new Presence({ live, you: place, roster } as unknown as LiveView, () => resting);
		return { presence, hear: (from, message) => hearers.forEach((hear) => hear(from, message)) };
	});
	ends = screens.map(({ presence }) => presence.start());
	return screens.map(({ presence }) => presence);
}

beforeEach(() => {
	resting = true;
	onTheWay = [];
	vi.stubGlobal('document', {
		hidden: false,
		addEventListener: () => undefined,
		removeEventListener: () => undefined,
	});
});
afterEach(() => {
	ends.forEach((end) => end());
	vi.unstubAllGlobals();
});

function carry(): void {
	for (let next = onTheWay.shift(); next !== undefined; next = onTheWay.shift()) next();
}

function seenBy(all: readonly Presence[]): (number | null)[] {
	carry();
	return all.map(({ presenter }) => presenter);
}

describe('the presenter’s role', () => {
	it('goes to whoever it is handed to, earlier or later come, and back', () => {
		const all = sit(3);
		const [first, second, third] = all;
		first?.present(true);
		expect(seenBy(all)).toEqual([0, 0, 0]);
		expect(third?.following).toMatchObject({ kind: 'following', whom: 0, by: 'presentation' });
		first?.handOver(1);
		expect(seenBy(all)).toEqual([1, 1, 1]);
		expect(first?.mine.presenting).toBe(false);
		expect(third?.following).toMatchObject({ kind: 'following', whom: 1 });
		second?.handOver(2);
		expect(seenBy(all)).toEqual([2, 2, 2]);
		third?.handOver(0);
		expect(seenBy(all)).toEqual([0, 0, 0]);
		first?.present(false);
		expect(seenBy(all)).toEqual([null, null, null]);
		expect(all.map(({ following }) => following.kind)).toEqual(['free', 'free', 'free']);
	});

	it('is nobody’s to give who hasn’t got it', () => {
		const all = sit(3);
		all[0]?.present(true);
		all[1]?.handOver(2);
		expect(seenBy(all)).toEqual([0, 0, 0]);
	});

	it('stays with the first of two who begin at once', () => {
		const all = sit(2);
		resting = false;
		all[1]?.present(true);
		// Begun before the other was heard: its own screen says so, and the second steps back.
		screens[1]?.hear(0, {
			kind: 'status',
			status: {
				...{ presenting: true, following: null, quiet: false, away: false },
				...{ wantsFloor: false, loading: false },
			},
			lag: null,
		});
		expect(all[1]?.mine.presenting).toBe(false);
		expect(all[1]?.presenter).toBe(0);
	});

	it('takes along who rests and asks who is busy; who reads quietly is only asked, and seen by nobody', () => {
		const all = sit(2);
		all[1]?.readQuietly(true);
		carry();
		expect(all[0]?.of(1).status.quiet).toBe(true);
		all[0]?.present(true);
		carry();
		expect(all[1]?.following).toEqual({ kind: 'free', offer: { kind: 'presents', whom: 0 } });
		all[1]?.present(true);
		expect(all[1]?.mine.quiet).toBe(false);
	});
});
