import type { RequestHandler } from './$types';
import { lightPage } from '../s/light-page.ts';
import { landingWords } from '../s/words.ts';
import { continueWords } from './words.ts';

/** Where the sign-in for a named link comes back to: the same static page for everybody, which then asks by POST. */
export const GET: RequestHandler = ({ locals }) => {
	const { language } = locals;
	const text = continueWords[language];
	const data = JSON.stringify(continueWords).replaceAll('<', '\\u003c');
	return lightPage({
		language,
		title: text.title,
		main: `<noscript><p class="notice bad">${landingWords[language].needsScript}</p></noscript>
<p id="notice" class="notice" role="status" aria-live="polite">${text.opening}</p>
<button id="again" type="button" hidden>${text.again}</button>
<a class="button" id="sign-in" href="/sign-in?returnTo=%2Fopen-link" hidden>${text.signIn}</a>`,
		script: `<script type="application/json" id="words">${data}</script>
<script src="/open-link.js"></script>`,
	});
};
