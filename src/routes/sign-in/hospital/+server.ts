import { signInWords } from '#lib/i18n/areas/sign-in.ts';
import { chooseHospital, establishedClaims } from '#lib/server/app/sign-in-road.ts';
import { escaped, lightPage } from '../../s/light-page.ts';
import type { RequestHandler } from './$types';
import { home, rememberLanguage } from '../asked-page.ts';
import { failedAddress } from '../failed-address.ts';
import { readForm } from '../read-form.ts';

/** People of several hospitals act for one of them at a time (access.md 3.3). */
export const GET: RequestHandler = (event) => {
	const { language } = event.locals;
	rememberLanguage(event.cookies, event.url.searchParams);
	const established = establishedClaims(event);
	if (established === null) return back();
	const words = signInWords[language];
	const { claims } = established;
	const name = language === 'th' ? claims.nameTh : (claims.nameEn ?? claims.nameTh);
	const choices = claims.hospitals.map((each) => {
		const hospital = language === 'th' ? each.nameTh : (each.nameEn ?? each.nameTh);
		const roles = each.roles.map((role) => words.roles[role]).join(' · ');
		return `<li><button class="choice" name="hospital" value="${escaped(each.hcode)}"><b>${escaped(hospital)}</b><span>${roles}</span></button></li>`;
	});
	return lightPage({
		language,
		title: words.hospitalTitle,
		main: `<p>${escaped(words.hospitalLead.replace('{name}', () => name))}</p>
<form method="post" action="/sign-in/hospital">
<ul class="choices">
${choices.join('\n')}
</ul>
</form>`,
		formAction: "'self'",
	});
};

export const POST: RequestHandler = async (event) => {
	const form = await readForm(event.request);
	const arrival = await chooseHospital(event, form?.get('hospital') ?? '');
	return arrival.kind === 'in'
		? new Response(null, { status: 303, headers: { location: arrival.to } })
		: back();
};

function back(): Response {
	const location = failedAddress({ returnTo: home, stepUp: false }, 'sign-in-expired');
	return new Response(null, { status: 303, headers: { location } });
}
