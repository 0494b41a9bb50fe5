import { notFound } from '#lib/server/app/answers.ts';
import { askedFrame, askedInstance } from '#lib/server/app/asked-instance.ts';
import { withOriginal } from '#lib/server/app/original-file.ts';
import { overlayAnswer } from '#lib/server/app/overlay-answer.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
	const row = await askedInstance(event);
	if (row instanceof Response) return row;
	const frame = askedFrame(event);
	const group = event.params.group.toUpperCase();
	if (frame === null || !/^60[01][02468ACE]$/.test(group)) return notFound();
	const { app } = event.locals;
	const { signal } = event.request;
	return withOriginal(app, row, signal, (part10, path) =>
		overlayAnswer(part10, { group, frame, path, signal }, app.pixels),
	);
};
