import type { DevicesAsk, DevicesPage } from '#lib/access/devices-view.ts';
import type { Staff } from '#lib/access/staff.ts';
import { seenDevices } from '#lib/server/identity/seen-devices.ts';
import type { App } from '../app.ts';

/** Of this administrator's hospital. */
export async function devicesPage(app: App, staff: Staff, { after }: DevicesAsk): Promise<DevicesPage> {
	const { devices, next } = await seenDevices(app.db, staff.hospital.hcode, after, app.clock());
	return {
		devices: devices.map((device) => ({
			...device,
			sessions: device.sessions.map(({ id, ...one }) => ({ ...one, self: id === staff.sessionId })),
		})),
		next,
	};
}
