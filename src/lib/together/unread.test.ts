import { expect, it } from 'vitest';
import type { RecordEvent, Recorded } from '#lib/consult/record/event.ts';
import { initialsOf } from './initials.ts';
import { nothingRead, readUpTo, unreadOf } from './unread.ts';

const id = (n: number): string => `01930000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const stored = (seq: number | null, by: string, rest: object): Recorded => ({
	event: { v: 1, id: id(seq ?? 999), by, at: 0, ...rest } as RecordEvent,
	seq,
	storedAt: seq,
});
const said = { k: 'msg', thread: null, pin: null, text: 'x' };

it("counts what others added, once, and never one's own or what was taken back", () => {
	const record = [
		stored(1, 'B', said),
		stored(2, 'A', said),
		stored(3, 'B', { k: 'ann', base: null, mark: {} }),
		stored(4, 'B', { k: 'ann', base: id(3), mark: {} }),
		stored(5, 'B', { k: 'key' }),
		stored(6, 'B', { k: 'void', of: id(5), why: 'mistake' }),
		stored(7, 'B', { k: 'done', thread: id(1) }),
		stored(null, 'A', said),
	];
	expect(unreadOf(record, nothingRead, 'A')).toEqual({ marks: 1, talk: 2, keys: 0 });
	expect(unreadOf(record, { marks: 7, talk: 1, keys: 7 }, 'A')).toEqual({ marks: 0, talk: 1, keys: 0 });
	expect(readUpTo(record)).toBe(7);
});

it.each([
	['นพ. วิทย์ ใจดี', 'วจ'],
	['พญ.หทัย เกษมสุข', 'หก'],
	['แก้ว ใสสะอาด', 'กส'],
	['Dr. Anna Smith', 'AS'],
	['ไพลิน', 'พ'],
	['...', '?'],
])('writes %s small', (name, small) => {
	expect(initialsOf(name)).toBe(small);
});
