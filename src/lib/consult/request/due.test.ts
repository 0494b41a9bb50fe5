import { expect, test } from 'vitest';
import { clockState, dueAt, shareGone } from './due.ts';

const minutes = { emergency: 30, urgent: 240, routine: 4320 };
const asked = Date.UTC(2025, 0, 30, 2);
const minute = 60_000;

test('an answer is owed after the time of its urgency', () => {
	expect(dueAt('emergency', asked, minutes) - asked).toBe(30 * minute);
	expect(dueAt('urgent', asked, minutes) - asked).toBe(4 * 60 * minute);
	expect(dueAt('routine', asked, minutes) - asked).toBe(72 * 60 * minute);
});

test('the bar fills to its due time and stays full', () => {
	const due = dueAt('urgent', asked, minutes);
	expect([0, 60, 240, 900].map((gone) => shareGone(asked, due, asked + gone * minute))).toEqual([
		0, 0.25, 1, 1,
	]);
	// A clock behind the server's must not draw a bar to the left.
	expect(shareGone(asked, due, asked - minute)).toBe(0);
	expect(shareGone(asked, asked, asked)).toBe(1);
});

test('it is soon in the last quarter, but of a long time only in the last hour', () => {
	const at = (urgency: 'emergency' | 'routine', left: number) => {
		const due = dueAt(urgency, asked, minutes);
		return clockState(asked, due, due - left * minute);
	};
	expect([8, 7, 1, 0, -60].map((left) => at('emergency', left))).toEqual([
		'running',
		'soon',
		'soon',
		'late',
		'late',
	]);
	expect([61, 60, 0].map((left) => at('routine', left))).toEqual(['running', 'soon', 'late']);
});
