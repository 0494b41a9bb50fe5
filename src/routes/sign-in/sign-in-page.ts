import { signInWords, withName } from '#lib/i18n/areas/sign-in.ts';
import type { SignInSentence } from '#lib/i18n/areas/sign-in.ts';
import type { LanguageCode } from '#lib/i18n/language.ts';
import type { SignInProvider } from '#lib/server/identity/providers/sign-in-provider.ts';
import { escaped, lightPage } from '../s/light-page.ts';
import { signInQuery } from './asked-page.ts';
import type { AskedPage } from './asked-page.ts';

export interface SignInPage extends AskedPage {
	readonly language: LanguageCode;
	readonly providers: readonly SignInProvider[];
	readonly problem: SignInSentence | null;
	readonly sharedDevice: boolean;
	readonly status?: number;
}

/**
 * One button for each provider. Its form's answer leads to the provider, and providers lead on to others of theirs, which a policy
 * can't list beforehand: any https address. Plain http only to ourselves.
 */
const formAction = "'self' https:";

export function signInPage(page: SignInPage): Response {
	const { language, returnTo, stepUp, problem } = page;
	const words = signInWords[language];
	const providers = page.providers.filter((each) => (stepUp ? each.stepsUp : each.opensSessions));
	const title = page.providers.length === 0 ? words.offTitle : stepUp ? words.stepUpTitle : words.title;
	const lead =
		page.providers.length === 0
			? words.off
			: !stepUp
				? words.lead
				: providers.length === 0
					? words.stepUpNone
					: words.stepUpLead;
	const notice =
		problem === null ? '' : `<p class="notice bad" role="alert">${words.problems[problem]}</p>\n`;
	const shared = stepUp
		? ''
		: `<label class="check"><input type="checkbox" name="shared" value="1"${page.sharedDevice ? ' checked' : ''}> <span>${words.shared}</span></label>\n`;
	const buttons = providers.map(
		(each) =>
			`<button name="provider" value="${each.id}">${escaped(withName(stepUp ? words.confirmWith : words.with, each.name[language]))}</button>`,
	);
	const form =
		providers.length === 0
			? ''
			: `<form method="post" action="/sign-in/start">
<input type="hidden" name="returnTo" value="${escaped(returnTo)}">
${stepUp ? '<input type="hidden" name="step-up" value="1">\n' : ''}${buttons.join('\n')}
${shared}</form>`;
	const anew =
		stepUp && providers.length === 0
			? `<a class="button" href="/sign-in?${escaped(new URLSearchParams({ returnTo }).toString())}">${words.signInAnew}</a>\n`
			: '';
	const back = stepUp ? `<a class="button quiet" href="${escaped(returnTo)}">${words.back}</a>` : '';
	return lightPage({
		language,
		title,
		main: `<p>${lead}</p>\n${notice}${form}\n${anew}${back}`,
		formAction: formActionOf(providers),
		query: signInQuery(page),
		...(page.status === undefined ? {} : { status: page.status }),
	});
}

function formActionOf(providers: readonly SignInProvider[]): string {
	return providers.every((each) => each.id === 'local') ? "'self'" : formAction;
}
