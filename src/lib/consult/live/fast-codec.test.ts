import { describe, expect, it } from 'vitest';
import type { Annotation } from '#lib/annotation/annotation.ts';
import type { Look } from '#lib/consult/record/event.ts';
import { FastDecoder, FastEncoder } from './fast-codec.ts';
import { plainStatus } from './fast-message.ts';
import type { FastMessage } from './fast-message.ts';
import { largestFastBytes } from './wire.ts';

const look: Look = {
	...{ study: '1.2.840.1', series: '1.2.840.1.2', instance: '1.2.840.1.2.30', frame: 7 },
	...{ window: { center: 40, width: 400 }, inverted: true, zoom: 1.5, middle: [0.25, 0.75] },
	...{ mirrored: true, turn: 270 },
};
const line: Annotation = {
	...{ kind: 'length', study: '1.2.840.1', series: '1.2.840.1.2', instance: '1.2.840.1.2.30', frame: 1 },
	points: {
		space: 'patient',
		frameOfReference: '1.2.3',
		at: [
			[1, 2, 3],
			[4.5, 5.5, 6.5],
		],
	},
	...{ label: 'ก้อน', seen: [] },
};
const base = '01930000-0000-7000-8000-000000000001';
const messages: readonly FastMessage[] = [
	{ kind: 'pointer', spot: null, laser: false },
	{ kind: 'pointer', laser: true, spot: { space: 'patient', frameOfReference: '1.2.3', at: [1.5, -2, 3] } },
	{ kind: 'pointer', laser: false, spot: { space: 'image', instance: '1.2.30', frame: 3, at: [10, 20.5] } },
	{ kind: 'look', view: 3, layout: { rows: 2, columns: 2 }, active: true, look },
	{ kind: 'look', view: 0, layout: { rows: 1, columns: 1 }, active: false, look: { ...look, window: null } },
	{
		kind: 'look',
		view: 0,
		...{ layout: { rows: 1, columns: 1 }, active: true },
		look: { ...look, window: null, lut: 'voi-1' },
	},
	...(['LINEAR', 'LINEAR_EXACT', 'SIGMOID'] as const).map(
		(curve) =>
			({ kind: 'here', look: { ...look, window: { center: 40, width: 400, function: curve } } }) as const,
	),
	{ kind: 'paper', study: '1.2.840.1', series: '1.2.840.1.2', instance: '1.2.840.1.2.30' },
	{ kind: 'here', look },
	{ kind: 'moving', mark: null, base: null },
	{ kind: 'moving', mark: line, base },
	{
		...{ kind: 'moving', base: null },
		mark: { ...line, kind: 'probe', label: '', points: { space: 'image', at: [[3, 4]] } },
	},
	{ kind: 'status', status: plainStatus, lag: null },
	{ kind: 'status', status: { ...plainStatus, presenting: true, following: 0, loading: true }, lag: 120 },
	{ kind: 'hand-over', to: 5 },
];

/** Everything said, by somebody whose every word arrives. */
function heard(said: readonly FastMessage[], now = () => 0): (FastMessage | null)[] {
	const [encoder, decoder] = [new FastEncoder(now), new FastDecoder()];
	return said
		.flatMap((one) => encoder.encode(one).map((bytes) => decoder.decode(bytes)))
		.filter((one) => one !== null);
}

describe('what is shown meanwhile', () => {
	it('comes as it was said', () => {
		expect(heard(messages)).toEqual(messages);
	});

	it('is small: a pointer has 20 bytes once its picture is known', () => {
		const encoder = new FastEncoder(() => 0);
		const said = messages[1]!;
		encoder.encode(said);
		const [bytes, ...more] = encoder.encode(said);
		expect(more).toEqual([]);
		expect(bytes?.byteLength).toBeLessThanOrEqual(20);
	});

	it('names are told again to whoever comes, and every two seconds', () => {
		let now = 0;
		const encoder = new FastEncoder(() => now);
		const count = (): number => encoder.encode(messages[1]!).length;
		expect([count(), count()]).toEqual([2, 1]);
		encoder.forgetTold();
		expect([count(), count()]).toEqual([2, 1]);
		now = 2500;
		expect(count()).toBe(2);
	});

	it('without its names it is nothing, and never points at another picture', () => {
		const [encoder, lossy] = [new FastEncoder(() => 0), new FastDecoder()];
		const at = (instance: string): FastMessage => ({
			...{ kind: 'pointer', laser: false },
			spot: { space: 'image', instance, frame: 1, at: [1, 1] },
		});
		let wrong = 0;
		for (let n = 0; n < 500; n++) {
			const said = at(`1.2.${n}`);
			// Every third name is lost on the way; the numbers go round four times.
			for (const bytes of encoder.encode(said)) {
				if (n % 3 === 0 && (bytes[0] ?? 0) >= 0x80) continue;
				const got = lossy.decode(bytes);
				if (got !== null && JSON.stringify(got) !== JSON.stringify(said)) wrong++;
			}
		}
		expect(wrong).toBe(0);
	});

	it('a long freehand moves as its outline, in one message', () => {
		const at = Array.from({ length: 400 }, (_, n): [number, number, number] => [n, n, 0]);
		const points = { space: 'patient', frameOfReference: '1.2.3', at } as const;
		const mark: Annotation = { ...line, kind: 'freehand', label: 'x'.repeat(400), points: { ...points, at } };
		const encoder = new FastEncoder(() => 0);
		for (const bytes of encoder.encode({ kind: 'moving', mark, base: null }))
			expect(bytes.byteLength).toBeLessThanOrEqual(largestFastBytes);
		const [moved] = heard([{ kind: 'moving', mark, base: null }]);
		expect(moved?.kind === 'moving' && moved.mark?.points.at.at(-1)).toEqual([399, 399, 0]);
	});

	it('damaged or hostile bytes are nothing', () => {
		const encoder = new FastEncoder(() => 0);
		const bytes = messages.flatMap((message) => encoder.encode(message));
		let random = 7;
		for (let n = 0; n < 5000; n++) {
			random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
			const one = Uint8Array.from(bytes[random % bytes.length] ?? []);
			one[(random >>> 8) % one.length] = random >>> 24;
			const decoder = new FastDecoder();
			for (const before of bytes) decoder.decode(before);
			const got = decoder.decode(one.subarray(0, 1 + (random % one.length)));
			if (got?.kind === 'pointer' && got.spot !== null)
				expect([...got.spot.at].every((number) => Number.isFinite(number))).toBe(true);
		}
	});
});
