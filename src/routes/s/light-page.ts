/**
 * The shell of the two static pages: written by hand, no framework, so that they work in an in-app browser on a bad line
 * (under 30 KB in all) and hold nothing about anybody. The text below is ours; nothing from outside is ever put into it.
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
	readonly script: string;
}

/** At least as strict as the app's: no inline script, no images but ours, talks to nobody else. */
const policy = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self'",
	"connect-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
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
		headers: {
			'content-type': 'text/html; charset=utf-8',
			'content-security-policy': policy,
			'content-language': page.language,
		},
	});
}

function markup({ language, title, main, script }: LightPage): string {
	const other = language === 'th' ? 'en' : 'th';
	const limits = limitsOfUse(language);
	return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex, nofollow, noarchive">
<meta name="color-scheme" content="light">
<meta name="theme-color" content="#f5f7f9">
<meta name="format-detection" content="telephone=no">
<title>MOPH Imaging HUB</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/landing.css">
</head>
<body>
<header>
<img src="/favicon.svg" alt="" width="32" height="32">
<p>MOPH Imaging HUB</p>
<a id="language" href="?lang=${other}" hreflang="${other}" lang="${other}">${landingWords[language].otherLanguage}</a>
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
${script}
</body>
</html>
`;
}
