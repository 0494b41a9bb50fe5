import type { Urgency } from './consult-state.ts';

const hourMs = 3_600_000;

/** Minutes until an answer is owed, by urgency: the hub's settings. */
export type DueMinutes = Readonly<Record<Urgency, number>>;

/** ms */
export function dueAt(urgency: Urgency, askedAt: number, minutes: DueMinutes): number {
	return askedAt + minutes[urgency] * 60_000;
}

/** How much of its time has gone, from 0 to 1; more than that is `late`. */
export function shareGone(askedAt: number, due: number, now: number): number {
	if (due <= askedAt) return 1;
	return Math.min(1, Math.max(0, (now - askedAt) / (due - askedAt)));
}

/** `soon`: the last quarter, or the last hour of a long time. */
export function clockState(askedAt: number, due: number, now: number): 'running' | 'soon' | 'late' {
	if (now >= due) return 'late';
	return due - now <= Math.min((due - askedAt) / 4, hourMs) ? 'soon' : 'running';
}
