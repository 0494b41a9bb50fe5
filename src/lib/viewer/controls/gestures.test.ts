import { beforeEach, describe, expect, it } from 'vitest';
import { Gestures, type GestureEvent } from './gestures.ts';
import type { MarkHand } from '../marks/mark-hand.ts';
import type { PointerTool } from '../viewport-state.ts';

let tool: PointerTool;
let heard: string[];
let zoom: number;
let pan: { x: number; y: number };
let gestures: Gestures;
let time: number;
let hand: MarkHand | null;

beforeEach(() => {
	tool = 'window';
	hand = null;
	heard = [];
	zoom = 1;
	pan = { x: 0, y: 0 };
	time = 0;
	gestures = new Gestures(
		{
			tool: () => tool,
			begin: () => {
				heard.push('begin');
				return () => heard.push('undo');
			},
			window: (dx, dy) => heard.push(`window ${dx} ${dy}`),
			pan: (dx, dy) => {
				heard.push('pan');
				pan = { x: pan.x + dx, y: pan.y + dy };
			},
			zoom: (factor) => {
				heard.push('zoom');
				zoom *= factor;
			},
			scroll: (steps) => heard.push(`scroll ${steps}`),
			hover: (point) => heard.push(point === null ? 'hover none' : `hover ${point.x} ${point.y}`),
			hand: () => hand,
		},
		() => ({ left: 10, top: 20, height: 300, count: 100 }),
	);
});

function at(x: number, y: number, more: Partial<GestureEvent> = {}): GestureEvent {
	return {
		pointerId: 1,
		pointerType: 'mouse',
		button: 0,
		clientX: x,
		clientY: y,
		timeStamp: (time += 16),
		...more,
	};
}
const finger = (id: number, x: number, y: number): GestureEvent =>
	at(x, y, { pointerId: id, pointerType: 'touch' });

describe('the mouse', () => {
	it('drags the active tool, zooms with the right button, pans with the middle one', () => {
		gestures.down(at(100, 100));
		gestures.move(at(110, 95));
		gestures.up(at(110, 95));
		expect(heard).toEqual(['begin', 'window 10 -5']);
		gestures.down(at(100, 100, { button: 2 }));
		gestures.move(at(100, 50));
		gestures.up(at(100, 50));
		expect(zoom).toBeGreaterThan(1);
		gestures.down(at(100, 100, { button: 1 }));
		gestures.move(at(107, 103));
		expect(pan).toEqual({ x: 7, y: 3 });
	});

	it('scrolls in whole images: a notch is one, a touchpad adds up, a turn back starts anew', () => {
		const wheel = { ctrlKey: false, clientX: 0, clientY: 0 };
		gestures.wheel(100, wheel);
		expect(heard).toEqual(['scroll 1']);
		for (let i = 0; i < 9; i++) gestures.wheel(8, wheel);
		expect(heard).toEqual(['scroll 1', 'scroll 1']);
		gestures.wheel(-30, wheel);
		gestures.wheel(-30, wheel);
		gestures.wheel(-30, wheel);
		expect(heard.at(-1)).toBe('scroll -1');
	});

	it('tells where it hovers, from the corner of the picture place', () => {
		gestures.move(at(15, 45));
		gestures.leave();
		expect(heard).toEqual(['hover 5 25', 'hover none']);
	});
});

describe('fingers', () => {
	it('one finger is the tool, after it has moved 6 px', () => {
		gestures.down(finger(1, 100, 100));
		gestures.move(finger(1, 102, 102));
		expect(heard).toEqual([]);
		gestures.move(finger(1, 108, 100));
		expect(heard).toEqual(['begin', 'window 6 -2']);
	});

	it('pinches 1:1: fingers from 100 to 300 px apart zoom by three, and the middle carries the picture', () => {
		gestures.down(finger(1, 100, 100));
		gestures.down(finger(2, 200, 100));
		for (let i = 1; i <= 10; i++) {
			gestures.move(finger(1, 100 - i * 5, 100 + i));
			gestures.move(finger(2, 200 + i * 15, 100 + i));
		}
		expect(zoom).toBeCloseTo(3, 2);
		expect(pan.x).toBeCloseTo(50, 6);
		expect(pan.y).toBeCloseTo(10, 6);
		expect(heard.some((one) => one.startsWith('window') || one === 'begin')).toBe(false);
	});

	it('takes back what the first finger began when the second one lands, a hundred staggered times', () => {
		for (let trial = 0; trial < 100; trial++) {
			heard = [];
			gestures.down(finger(1, 100, 100));
			for (let i = 0; i <= trial % 8; i++) gestures.move(finger(1, 100 + i * 4, 100));
			gestures.down(finger(2, 250, 100));
			gestures.move(finger(2, 260, 100));
			gestures.up(finger(1, 130, 100));
			// The finger that stays does nothing until it is lifted.
			gestures.move(finger(2, 300, 180));
			gestures.up(finger(2, 300, 180));
			const begun = heard.filter((one) => one === 'begin').length;
			expect(heard.filter((one) => one === 'undo').length).toBe(begun);
			expect(
				heard.slice(heard.indexOf('undo') + 1).every((one) => one === 'pan' || one === 'zoom' || begun === 0),
			).toBe(true);
		}
	});

	it('a touch that the system takes away leaves nothing behind, and the next one starts clean', () => {
		gestures.down(finger(1, 100, 100));
		gestures.move(finger(1, 150, 100));
		gestures.cancel(finger(1, 150, 100));
		expect(heard.at(-1)).toBe('undo');
		heard = [];
		gestures.down(finger(2, 400, 100));
		gestures.move(finger(2, 410, 100));
		expect(heard).toEqual(['begin', 'window 10 0']);
	});

	it('scrolls by the thumb in whole images', () => {
		tool = 'scroll';
		gestures.down(finger(1, 100, 100));
		gestures.move(finger(1, 100, 107));
		gestures.move(finger(1, 100, 113));
		expect(heard).toEqual(['begin', 'scroll 2', 'scroll 2']);
	});

	it('ignores the hand that rests on the glass while a pen is at work', () => {
		gestures.down(at(100, 100, { pointerType: 'pen', pointerId: 5 }));
		gestures.down(finger(1, 300, 300));
		gestures.move(finger(1, 320, 300));
		gestures.move(at(110, 100, { pointerType: 'pen', pointerId: 5 }));
		expect(heard).toEqual(['begin', 'window 10 0']);
	});
});

describe('the hand that draws', () => {
	let taken: boolean;
	beforeEach(() => {
		taken = true;
		const at = ({ x, y }: { x: number; y: number }): string => `${x} ${y}`;
		hand = {
			commands: [],
			cursor: null,
			removable: false,
			busy: false,
			takes: (point, pointer) => {
				heard.push(`takes ${at(point)} ${pointer}`);
				return taken;
			},
			begin: (point) => heard.push(`draw ${at(point)}`),
			move: (point) => heard.push(`move ${at(point)}`),
			end: (point) => heard.push(`end ${at(point)}`),
			tap: (point, pointer) => heard.push(`tap ${at(point)} ${pointer}`),
			abandon: () => heard.push('abandon'),
			hover: () => undefined,
			pick: () => undefined,
			putInMiddle: () => undefined,
			nextGrip: () => undefined,
			remove: () => undefined,
			escape: () => undefined,
			away: () => undefined,
		};
	});

	it('gets the whole stroke, from where it was pressed to where it was let go', () => {
		gestures.down(at(110, 120));
		gestures.move(at(130, 140));
		gestures.up(at(150, 160));
		expect(heard).toEqual(['takes 100 100 mouse', 'draw 100 100', 'move 120 120', 'end 140 140']);
	});

	it('leaves a press that it does not want to the tool, and hears of a tap all the same', () => {
		taken = false;
		gestures.down(at(110, 120));
		gestures.move(at(120, 120));
		gestures.up(at(120, 120));
		expect(heard).toEqual(['takes 100 100 mouse', 'begin', 'window 10 0']);
		heard = [];
		gestures.down(at(110, 120));
		gestures.up(at(110, 120));
		expect(heard).toEqual(['takes 100 100 mouse', 'tap 100 100 mouse']);
	});

	it('is asked for the first button only: right and middle drags still zoom and pan', () => {
		gestures.down(at(110, 120, { button: 2 }));
		gestures.move(at(110, 100));
		gestures.up(at(110, 100));
		expect(heard).toEqual(['begin', 'zoom']);
	});

	it('draws nothing under a pinch, a hundred staggered times', () => {
		for (let trial = 0; trial < 100; trial++) {
			heard = [];
			gestures.down(finger(1, 100, 100));
			for (let i = 0; i <= trial % 8; i++) gestures.move(finger(1, 100 + i * 4, 100));
			gestures.down(finger(2, 250, 100));
			gestures.move(finger(2, 260, 100));
			gestures.up(finger(1, 130, 100));
			gestures.move(finger(2, 300, 180));
			gestures.up(finger(2, 300, 180));
			expect(heard.filter((one) => one === 'abandon')).toHaveLength(1);
			expect(heard.some((one) => one.startsWith('end') || one.startsWith('tap'))).toBe(false);
			const after = heard.slice(heard.indexOf('abandon') + 1);
			expect(after.every((one) => one === 'pan' || one === 'zoom')).toBe(true);
		}
	});

	it('loses a stroke that the system takes away, and no palm makes one', () => {
		gestures.down(finger(1, 100, 100));
		gestures.move(finger(1, 150, 100));
		gestures.cancel(finger(1, 150, 100));
		expect(heard.at(-1)).toBe('abandon');
		heard = [];
		gestures.down(at(100, 100, { pointerType: 'pen', pointerId: 5 }));
		gestures.down(finger(1, 300, 300));
		gestures.up(finger(1, 300, 300));
		gestures.move(at(110, 100, { pointerType: 'pen', pointerId: 5 }));
		gestures.up(at(120, 100, { pointerType: 'pen', pointerId: 5 }));
		expect(heard).toEqual(['takes 90 80 pen', 'draw 90 80', 'move 100 80', 'end 110 80']);
	});
});
