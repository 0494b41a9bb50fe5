import * as v from 'valibot';

/** `GET /api/session/others`: where the person is signed in, this browser among them. */
export const MySessionList = v.object({
	now: v.number(),
	sessions: v.array(
		v.object({
			id: v.string(),
			here: v.boolean(),
			deviceLabel: v.string(),
			sharedDevice: v.boolean(),
			locked: v.boolean(),
			createdAt: v.number(),
			lastActiveAt: v.number(),
		}),
	),
});
export type MySessionList = v.InferOutput<typeof MySessionList>;
