/** The lines that are measured: bytes a second each way, and the round trip. */
export interface Profile {
	readonly down: number;
	readonly up: number;
	readonly rttMs: number;
	/** Every connection is broken this often, in ms; null: never. */
	readonly cutEveryMs: number | null;
}

const mbit = (rate: number): number => (rate * 1e6) / 8;

export const profiles = {
	none: { down: Number.POSITIVE_INFINITY, up: Number.POSITIVE_INFINITY, rttMs: 0, cutEveryMs: null },
	'4g': { down: mbit(9), up: mbit(3), rttMs: 60, cutEveryMs: null },
	/** "Rural 3G" */
	'3g': { down: mbit(1.6), up: mbit(0.75), rttMs: 150, cutEveryMs: null },
	bad: { down: mbit(1), up: mbit(0.5), rttMs: 400, cutEveryMs: 4000 },
	/** Nothing moves: what is seen then was there before. */
	dead: { down: 1, up: 1, rttMs: 0, cutEveryMs: null },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;

export function isProfile(name: string): name is ProfileName {
	return Object.hasOwn(profiles, name);
}
