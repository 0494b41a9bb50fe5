import { json } from '@sveltejs/kit';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { beginSignIn } from '#lib/server/app/sign-in-road.ts';
import type { RequestHandler } from './$types';
import { askedPage } from '../asked-page.ts';
import { readForm } from '../read-form.ts';
import { failedAddress } from '../failed-address.ts';

/** Leaves for the provider. For a script that asks for JSON, its address, since a form's policy may not let it lead there. */
export const POST: RequestHandler = async (event) => {
	const { request, url, locals } = event;
	const form = await readForm(request);
	if (form === null) return codeAnswer(400, 'malformed');
	const asked = askedPage(new URLSearchParams([...url.searchParams, ...form]));
	const { providers } = locals.app.signIn;
	const usable = providers.filter((each) => (asked.stepUp ? each.stepsUp : each.opensSessions));
	const named = form.get('provider') ?? usable[0]?.id;
	const provider = usable.find((each) => each.id === named);
	if (provider === undefined) return codeAnswer(400, 'malformed');
	const begun = await beginSignIn(event, {
		provider,
		returnTo: asked.returnTo,
		stepUp: asked.stepUp,
		sharedDevice: asked.stepUp ? null : form.get('shared') === '1',
	});
	const location = begun.ok ? begun.value : failedAddress(asked, begun.reason);
	if (request.headers.get('accept') === 'application/json') return json({ to: location });
	return new Response(null, { status: 303, headers: { location } });
};
