import { expect, it } from 'vitest';
import type { Look } from '#lib/consult/record/event.ts';
import { FastDecoder } from './fast-codec.ts';
import type { FastMessage } from './fast-message.ts';
import { FastOut } from './fast-out.ts';
import { readClientFrame } from './wire.ts';
import type { World } from './world.ts';

const look: Look = {
	...{ study: '1.2.840.1', series: '1.2.840.1.2', instance: '1.2.840.1.2.30', frame: 7 },
	...{ window: null, inverted: false, zoom: 1, middle: [0.5, 0.5], mirrored: false, turn: 0 },
};
const prior: Look = { ...look, study: '1.2.840.9', series: '1.2.840.9.2', instance: '1.2.840.9.2.3' };
const said = (view: number, columns: number): FastMessage => ({
	...{ kind: 'look', view, layout: { rows: 1, columns }, active: view === 0 },
	look: view === 0 ? look : prior,
});

/** What whoever comes now is told of the looks, as view and columns. */
async function toldToNewcomer(messages: readonly FastMessage[]): Promise<string[]> {
	const frames: Uint8Array[] = [];
	let now = 0;
	const world = { now: () => (now += 1000) } as unknown as World;
	const out = new FastOut(world, (frame) => frames.push(frame));
	for (const message of messages) out.put(message);
	out.company(1, true);
	await Promise.resolve();
	const decoder = new FastDecoder();
	return frames.flatMap((frame) => {
		const read = readClientFrame(frame);
		if (read?.kind !== 'fast') throw new Error('not a frame of the fast lane');
		return read.messages
			.map((bytes) => decoder.decode(bytes))
			.flatMap((one) => {
				if (one === null) return [];
				return one.kind === 'look' ? `${one.view} of ${one.layout.columns}: ${one.look.study}` : one.kind;
			});
	});
}

it('a newcomer is told both pictures of a layout', async () => {
	expect(await toldToNewcomer([said(0, 2), said(1, 2)])).toEqual(['0 of 2: 1.2.840.1', '1 of 2: 1.2.840.9']);
});

it('and no second one that was taken away again', async () => {
	expect(await toldToNewcomer([said(0, 2), said(1, 2), said(0, 1)])).toEqual(['0 of 1: 1.2.840.1']);
});

it('a document stands in place of both', async () => {
	const paper: FastMessage = { kind: 'paper', study: look.study, series: '1.2.3', instance: '1.2.3.4' };
	expect(await toldToNewcomer([said(0, 2), said(1, 2), paper])).toEqual(['paper']);
});
