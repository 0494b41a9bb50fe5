import type { LanguageCode } from '#lib/i18n/language.ts';
import type { RequestHandler } from './$types';
import { lightPage, limitsOfUse } from './light-page.ts';
import { visitorOf } from './visitor.ts';
import { landingWords } from './words.ts';

/**
 * Where a share link lands. The secret is in the fragment and never gets here: the page is the same for everybody, and
 * fetching it is not a use of anything (threat 7).
 */
export const GET: RequestHandler = ({ request, locals }) => {
	const visitor = visitorOf(request.headers.get('user-agent'));
	locals.app.metrics.landing(visitor);
	locals.app.landing.visited(visitor);
	const { language } = locals;
	const text = landingWords[language];
	// As data, for the script: both languages, so that switching keeps the secret in memory.
	const data = JSON.stringify({ th: forScript('th'), en: forScript('en') }).replaceAll('<', '\\u003c');
	return lightPage({
		language,
		title: text.title,
		main: `<noscript><p class="notice bad">${text.needsScript}</p></noscript>
<section id="line" hidden>
<p data-word="line">${text.line}</p>
<a class="button" id="line-open" data-word="lineOpen">${text.lineOpen}</a>
<button class="quiet" id="line-stay" type="button" data-word="lineStay">${text.lineStay}</button>
</section>
<form id="form" novalidate hidden>
<p data-word="lead">${text.lead}</p>
<label for="pin" data-word="pin">${text.pin}</label>
<input id="pin" name="pin" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="24" aria-describedby="notice" required>
<button id="open" type="submit" data-word="open">${text.open}</button>
</form>
<section id="named" hidden>
<p data-word="namedLead">${text.namedLead}</p>
<button id="named-open" type="button" data-word="namedOpen">${text.namedOpen}</button>
</section>
<p id="notice" class="notice" role="status" aria-live="polite" hidden></p>
<a class="button" id="resume" data-word="resume" hidden>${text.resume}</a>
<button class="quiet" id="report" type="button" data-word="report" hidden>${text.report}</button>`,
		script: `<script type="application/json" id="words">${data}</script>
<script src="/landing.js"></script>`,
	});
};

function forScript(language: LanguageCode) {
	return { ...landingWords[language], limits: limitsOfUse(language) };
}
