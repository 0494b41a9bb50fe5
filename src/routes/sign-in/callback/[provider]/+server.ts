import { finishSignIn } from '#lib/server/app/sign-in-road.ts';
import type { RequestHandler } from './$types';
import { home } from '../../asked-page.ts';
import { failedAddress } from '../../failed-address.ts';

/** Where a provider sends the browser back to. Whatever came, the code doesn't stay in the address. */
export const GET: RequestHandler = async (event) => {
	const arrival = await finishSignIn(event, event.params.provider, event.url.search);
	return new Response(null, { status: 303, headers: { location: locationOf(arrival) } });
};

function locationOf(arrival: Awaited<ReturnType<typeof finishSignIn>>): string {
	switch (arrival.kind) {
		case 'in':
			return arrival.to;
		case 'choose-hospital':
			return '/sign-in/hospital';
		case 'failed': {
			const { attempt, problem } = arrival;
			const asked = { returnTo: attempt?.returnTo ?? home, stepUp: attempt?.keep.stepUp ?? false };
			return failedAddress(asked, problem);
		}
	}
}
