/** The machines on which somebody is signed in for a hospital, as its administrator sees them. `POST /api/admin/devices`. */
import * as v from 'valibot';

const Id = v.pipe(v.string(), v.nonEmpty(), v.maxLength(64));

export const SeenDevice = v.object({
	id: v.string(),
	label: v.string(),
	shared: v.boolean(),
	/** latest first, living ones, for this hospital */
	sessions: v.array(
		v.object({ name: v.string(), lastActiveAt: v.number(), locked: v.boolean(), self: v.boolean() }),
	),
});
export type SeenDevice = v.InferOutput<typeof SeenDevice>;

/** Where a page ended: last used first. */
const DevicePlace = v.object({ at: v.number(), id: Id });
export type DevicePlace = v.InferOutput<typeof DevicePlace>;

export const DevicesAsk = v.object({ after: v.nullable(DevicePlace) });
export type DevicesAsk = v.InferOutput<typeof DevicesAsk>;

export const DevicesPage = v.object({ devices: v.array(SeenDevice), next: v.nullable(DevicePlace) });
export type DevicesPage = v.InferOutput<typeof DevicesPage>;
