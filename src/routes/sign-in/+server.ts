import { signInWords } from '#lib/i18n/areas/sign-in.ts';
import type { SignInSentence } from '#lib/i18n/areas/sign-in.ts';
import { isLoopback } from '#lib/server/app/sign-in-config.ts';
import { deviceWasShared } from '#lib/server/app/sign-in-road.ts';
import type { RequestHandler } from './$types';
import { askedPage, rememberLanguage } from './asked-page.ts';
import { signInPage } from './sign-in-page.ts';

export const GET: RequestHandler = async (event) => {
	const { request, url, locals, cookies } = event;
	const { app, language } = locals;
	const elsewhere = otherName(request.headers.get('host'), app.config.origin);
	if (elsewhere !== null) {
		const location = `${elsewhere}/sign-in${url.search}`;
		return new Response(null, { status: 303, headers: { location } });
	}
	rememberLanguage(cookies, url.searchParams);
	const problem = url.searchParams.get('problem');
	return signInPage({
		...askedPage(url.searchParams),
		language,
		providers: app.signIn.providers,
		problem: isSentence(problem) ? problem : null,
		sharedDevice: await deviceWasShared(event),
	});
};

/**
 * localhost and 127.0.0.1 are two hosts to a browser's cookies, and providers send people back to the one that is configured: begin
 * there. Only between names of this machine: a proxy in front may write any Host.
 */
function otherName(host: string | null, origin: string): string | null {
	const own = new URL(origin);
	if (host === null || host === own.host || !isLoopback(own.hostname)) return null;
	const asked = `http://${host}`;
	return URL.canParse(asked) && isLoopback(new URL(asked).hostname) ? origin : null;
}

function isSentence(code: string | null): code is SignInSentence {
	return code !== null && Object.hasOwn(signInWords.th.problems, code);
}
