import * as v from 'valibot';
import { roles } from './staff.ts';

/** `GET /api/session` for a person who signed in. Times are the server's, ms; `now` tells how far this machine's clock is off. */
export const StaffSessionView = v.object({
	kind: v.literal('staff'),
	session: v.string(),
	person: v.string(),
	name: v.string(),
	hospital: v.object({ hcode: v.string(), nameTh: v.string(), nameEn: v.string() }),
	roles: v.array(v.picklist(roles)),
	locked: v.boolean(),
	sharedDevice: v.boolean(),
	now: v.number(),
	/** When the screen locks unless the person does something. */
	idleEndsAt: v.number(),
	/** The absolute end. */
	endsAt: v.number(),
	/** When the person last proved who they are. */
	provedAt: v.number(),
});
export type StaffSessionView = v.InferOutput<typeof StaffSessionView>;
