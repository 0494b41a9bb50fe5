import { error } from '@sveltejs/kit';
import * as v from 'valibot';
import { askedStudy } from '#lib/server/app/asked-instance.ts';
import { guestEnters } from '#lib/server/app/guest-page.ts';
import { studyPage } from '../study-page.ts';
import type { PageServerLoad } from './$types';

const Refused = v.object({ code: v.string() });

export const load: PageServerLoad = async (event) => {
	await guestEnters(event);
	const study = await askedStudy(event);
	if (study instanceof Response) {
		const { code } = v.parse(Refused, await study.json());
		error(study.status, { message: code, code });
	}
	return studyPage(event, study);
};
