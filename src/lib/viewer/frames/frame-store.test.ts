import { expect, it } from 'vitest';
import { budgetFor, FrameStore } from './frame-store.ts';

const frame = (bytes: number) => ({ codec: 'raw' as const, bytes: new Uint8Array(bytes), sha256: '' });

it('lets the least recently used go first, with its decoded form, and says so', () => {
	const gone: string[] = [];
	const store = new FrameStore({ compressed: 100, decoded: 100 }, (key) => gone.push(key));
	store.keepCompressed('a', frame(40));
	store.keepDecoded('a', new Uint8Array(40));
	store.keepCompressed('b', frame(40));
	expect(store.hasRoomFor(30)).toBe(false);
	store.compressed('a');
	store.keepCompressed('c', frame(40));
	expect(gone).toEqual(['b']);
	store.keepCompressed('d', frame(90));
	expect(gone).toEqual(['b', 'a', 'c']);
	expect(store.decoded('a')).toBeNull();
	expect(store.usage).toEqual({ compressed: 90, decoded: 0 });
});

it('keeps the one frame that is larger than the whole budget: it is being looked at', () => {
	const store = new FrameStore({ compressed: 10, decoded: 10 });
	store.keepDecoded('x', new Uint8Array(30));
	expect(store.decoded('x')).not.toBeNull();
});

it('stays far below what a tablet gives a tab', () => {
	const MB = 1024 * 1024;
	const total = (device: Parameters<typeof budgetFor>[0]) =>
		(budgetFor(device).compressed + budgetFor(device).decoded) / MB;
	expect(total({ memoryGb: null, mobile: true })).toBeLessThanOrEqual(256);
	expect(total({ memoryGb: 2, mobile: false })).toBeLessThanOrEqual(320);
	expect(total({ memoryGb: 8, mobile: false })).toBeGreaterThan(1000);
});
