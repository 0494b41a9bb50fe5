/**
 * The shell of the light pages (landing, front door, sign-in): written by hand, no framework, so that they work in an in-app browser on a bad line
 * (under 30 KB in all) and hold nothing about anybody. The text below is ours; what comes from outside goes through `escaped`.
 */
import { dates } from '#lib/i18n/dates.ts';
import { en } from '#lib/i18n/en.ts';
import type { LanguageCode } from '#lib/i18n/language.ts';
import { th } from '#lib/i18n/th.ts';
import { release } from '#lib/workspace/release.ts';
import { landingWords } from './words.ts';

export interface LightPage {
	readonly language: LanguageCode;
	readonly title: string;
	readonly main: string;
	/** markup before </body> */
	readonly script?: string;
	/** for a page with a form: where it may lead, as CSP sources */
	readonly formAction?: string;
	readonly status?: number;
	/** what the address keeps when the language is changed */
	readonly query?: URLSearchParams;
}

/** At least as strict as the app's: no inline script, no images but ours, talks to nobody else. */
const policy = (formAction: string): string =>
	[
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"img-src 'self'",
		"connect-src 'self'",
		"base-uri 'none'",
		`form-action ${formAction}`,
		"frame-ancestors 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types 'none'",
	].join('; ');

/** Limits of use as both pages show them, version and day included. */
export function limitsOfUse(language: LanguageCode) {
	const { title, points, fault, version } = { th, en }[language].disclaimer;
	return { title, points, fault, version: version(release.version, dates(language).day(release.day)) };
}

export function lightPage(page: LightPage): Response {
	return new Response(markup(page), {
		status: page.status ?? 200,
		headers: {
			'content-type': 'text/html; charset=utf-8',
			'content-security-policy': policy(page.formAction ?? "'none'"),
			'content-language': page.language,
		},
	});
}

/** Text from outside as text of a page or of an attribute. */
export function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * A form sent under `no-referrer` carries `Origin: null`, which the gate refuses: pages with one tell their address to ourselves,
 * and still to nobody else.
 */
const referrer = '<meta name="referrer" content="same-origin">\n';
const formStyle = '<link rel="stylesheet" href="/sign-in.css">\n';

function markup({ language, title, main, script, formAction, query }: LightPage): string {
	const other = language === 'th' ? 'en' : 'th';
	const limits = limitsOfUse(language);
	const inOther = new URLSearchParams(query);
	inOther.set('lang', other);
	return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex, nofollow, noarchive">
<meta name="color-scheme" content="light">
<meta name="theme-color" content="#f5f7f9">
<meta name="format-detection" content="telephone=no">
${formAction === undefined ? '' : referrer}<title>MOPH Imaging HUB</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/landing.css">
${formAction === undefined ? '' : formStyle}</head>
<body>
<header>
<img src="/favicon.svg" alt="" width="32" height="32">
<p>MOPH Imaging HUB</p>
<a id="language" href="?${escaped(inOther.toString())}" hreflang="${other}" lang="${other}">${landingWords[language].otherLanguage}</a>
</header>
<main>
<h1>${title}</h1>
${main}
</main>
<footer>
<h2>${limits.title}</h2>
<ul>${limits.points.map((point) => `<li>${point}</li>`).join('')}</ul>
<p>${limits.fault}</p>
<p>${limits.version}</p>
</footer>
${script ?? ''}
</body>
</html>
`;
}
