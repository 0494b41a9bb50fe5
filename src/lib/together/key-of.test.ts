import { expect, it } from 'vitest';
import type { Look } from '#lib/consult/record/event.ts';
import type { Mark } from '#lib/consult/record/fold.ts';
import { keyOf } from './key-of.ts';

const look = { study: '2.25.1', series: '2.25.1.1', instance: '2.25.1.1.1', frame: 1 } as Look;
const marks = Array.from({ length: 120 }, (_, i) => ({ event: { id: String(i) } }) as unknown as Mark);
const desk = { look: () => look, whole: () => true, marksHere: () => marks };

it('threat-17 a picture of which only a preview is here is never kept for an answer', () => {
	expect(keyOf({ ...desk, whole: () => false }, 'x')).toEqual({ ok: false, reason: 'preview' });
	expect(keyOf({ ...desk, look: () => null }, 'x')).toEqual({ ok: false, reason: 'no-picture' });
});

it('is kept as it is seen, with as many of its marks as the record takes', () => {
	const kept = keyOf(desk, ' upper lobe ');
	expect(kept.ok && kept.value).toMatchObject({ k: 'key', look, title: 'upper lobe' });
	expect(kept.ok && kept.value.marks.length).toBe(100);
});
