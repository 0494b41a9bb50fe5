import { askedStudy } from '#lib/server/app/asked-instance.ts';
import { ownPreview } from '#lib/server/app/own-frames.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
	const study = await askedStudy(event);
	return study instanceof Response ? study : ownPreview(event, study);
};
