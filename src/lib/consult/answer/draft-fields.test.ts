import { describe, expect, it } from 'vitest';
import { draftName } from '../live/draft-root.ts';
import {
	chooseUrgency,
	draftFields,
	opinionOf,
	picked,
	spliceOf,
	togglePick,
	urgencyOf,
} from './draft-fields.ts';
import type { Draft } from './draft-fields.ts';

class Texts implements Draft {
	readonly #texts = new Map<string, string>();
	text(field: string): string {
		return this.#texts.get(field) ?? '';
	}
	edit(field: string, at: number, removed: number, inserted: string): void {
		const text = this.text(field);
		this.#texts.set(field, text.slice(0, at) + inserted + text.slice(at + removed));
	}
}
const id = (n: number): string => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`;

describe('the draft of an answer', () => {
	it('has names that the live draft takes', () => {
		for (const field of draftFields) expect(field).toMatch(draftName);
	});

	it('puts picks in and out, each once, in their order', () => {
		const draft = new Texts();
		for (const n of [1, 2, 3, 2]) togglePick(draft, 'key-images', id(n));
		expect(opinionOf(draft).keyImages).toEqual([id(1), id(3)]);
		expect(picked(`${id(1)}\n${id(1)}\nnonsense\n${id(2)}`)).toEqual([id(1), id(2)]);
	});

	it('takes the urgency that was written last, and none for nonsense', () => {
		const draft = new Texts();
		expect(opinionOf(draft).urgency).toBe('none');
		chooseUrgency(draft, 'urgent');
		chooseUrgency(draft, 'emergency');
		expect(opinionOf(draft).urgency).toBe('emergency');
		// Two people at once.
		expect(urgencyOf('urgent\nroutine\n')).toBe('routine');
		expect(urgencyOf('soon')).toBe('none');
	});

	it('finds what changed in a text as one edit that cuts no letter in two', () => {
		const table: readonly (readonly [string, string])[] = [
			['', 'ก้อน'],
			['ก้อนที่ปอด', 'ก้อนเล็กที่ปอด'],
			['aaa', 'aa'],
			['a😀b', 'a😁b'],
			['😀', '😀😀'],
			['น้ำ', ''],
		];
		for (const [before, after] of table) {
			const splice = spliceOf(before, after);
			if (splice === null) throw new Error('nothing changed');
			const { at, removed, inserted } = splice;
			expect(before.slice(0, at) + inserted + before.slice(at + removed)).toBe(after);
			expect(inserted.isWellFormed()).toBe(true);
		}
		expect(spliceOf('same', 'same')).toBeNull();
	});
});
