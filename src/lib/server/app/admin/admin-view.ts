import type { AdminTab, AdminView } from '#lib/access/admin-view.ts';
import type { Staff } from '#lib/access/staff.ts';
import { listHospitals } from '#lib/server/archive/catalogue/hospitals.ts';
import { isHospitals, readSettings, settingKeys } from '#lib/server/identity/settings.ts';
import type { App } from '../app.ts';
import { devicesPage } from './devices.ts';
import { peoplePage } from './people.ts';

/** One tab's content for somebody who was let in to it. */
export async function adminView(app: App, staff: Staff, tab: AdminTab): Promise<AdminView> {
	const { db } = app;
	const { hcode } = staff.hospital;
	switch (tab) {
		case 'people':
			return { tab, page: await peoplePage(app, staff, { text: '', after: null }) };
		case 'devices':
			return { tab, page: await devicesPage(app, staff, { after: null }) };
		case 'policies': {
			const hub = await readSettings(db);
			if (staff.roles.includes('operator')) {
				const settings = settingKeys.map((key) => ({ key, value: hub[key], limit: null }));
				return { tab, scope: 'hub', settings };
			}
			const own = await readSettings(db, hcode);
			const settings = settingKeys
				.filter(isHospitals)
				.map((key) => ({ key, value: own[key], limit: hub[key] }));
			return { tab, scope: 'hospital', settings };
		}
		case 'hospitals':
			return { tab, hospitals: await listHospitals(db) };
	}
}
