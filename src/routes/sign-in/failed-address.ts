import type { SignInFailure } from '#lib/server/app/sign-in-road.ts';
import { signInQuery } from './asked-page.ts';
import type { AskedPage } from './asked-page.ts';

/** Back to the button, with the sentence for what went wrong. What needs a new session isn't a matter of proving the old one. */
export function failedAddress(asked: AskedPage, problem: SignInFailure): string {
	const over = problem === 'no-session' || problem === 'hospital-gone';
	const query = signInQuery({ ...asked, stepUp: asked.stepUp && !over });
	query.set('problem', problem);
	return `/sign-in?${query}`;
}
