import { json } from '@sveltejs/kit';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { guestHeld } from '#lib/server/app/guest-held.ts';
import { newChallenge } from '#lib/server/identity/device-proof.ts';
import type { RequestHandler } from './$types';

/** For the device that a guest's session was given to: what it must sign. */
export const POST: RequestHandler = async (event) => {
	const { app } = event.locals;
	const now = app.clock();
	const guest = await guestHeld(event);
	if (guest === null || now >= guest.expiresAt || guest.device === 'unbound') {
		return codeAnswer(401, 'sign-in-needed');
	}
	return json({ challenge: await newChallenge(app.db, guest.sessionId, now) });
};
