/** What a page has when its consult's room is open: the room, and its parts around the pictures. A page without one asks for none. */
import { again } from '#lib/base/again.ts';
import type { ConsultHold } from './consult-hold.ts';

export type InConsult = Awaited<ReturnType<typeof bringConsult>>;

export async function bringConsult(hold: ConsultHold) {
	const [room, dock, over, pins, beside, button] = await Promise.all([
		hold.open(),
		again(() => import('./ConsultDock.svelte')),
		again(() => import('./OverPicture.svelte')),
		again(() => import('./PinLayer.svelte')),
		again(() => import('./BesidePaper.svelte')),
		again(() => import('./ConsultButton.svelte')),
	]);
	return {
		room,
		Dock: dock.default,
		Over: over.default,
		Pins: pins.default,
		Beside: beside.default,
		Button: button.default,
	};
}
