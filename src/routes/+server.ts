import type { RequestHandler } from './$types';
import { lightPage } from './s/light-page.ts';
import { frontDoorWords } from './s/front-door-words.ts';

/** The front door: what this is and how one gets in. There is nothing to search or to sign in to here. */
export const GET: RequestHandler = ({ locals }) => {
	const { language } = locals;
	const { title, lead, howTitle, how, noLink, privacy } = frontDoorWords[language];
	return lightPage({
		language,
		title,
		main: `<p class="lead">${lead}</p>
<h2>${howTitle}</h2>
<ol>${how.map((step) => `<li>${step}</li>`).join('')}</ol>
<p>${noLink}</p>
<p>${privacy}</p>`,
		script: '',
	});
};
