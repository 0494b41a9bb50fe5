/** What the administration pages show: people, sessions, settings and hospitals. Nothing of a patient is in any of it. */
import type { DevicesPage } from './devices-view.ts';
import type { PeoplePage } from './people-view.ts';
import type { AdminArea } from './request.ts';

export const adminTabs = ['people', 'devices', 'policies', 'hospitals'] as const;
export type AdminTab = (typeof adminTabs)[number];

export interface ShownSetting {
	readonly key: string;
	readonly value: string | number;
	/** What the hub allows at most; null: this is the hub's own. */
	readonly limit: string | number | null;
}

export interface ShownHospital {
	readonly hcode: string;
	readonly hcode9: string | null;
	readonly nameTh: string;
	readonly nameEn: string;
	readonly institutions: readonly string[];
}

export type AdminView =
	| { readonly tab: 'people'; readonly page: PeoplePage }
	| { readonly tab: 'devices'; readonly page: DevicesPage }
	| {
			readonly tab: 'policies';
			readonly scope: 'hub' | 'hospital';
			readonly settings: readonly ShownSetting[];
	  }
	| { readonly tab: 'hospitals'; readonly hospitals: readonly ShownHospital[] };

/** Policies are a hospital's for its administrator and the hub's for its operator. */
export function areasOf(tab: AdminTab): readonly AdminArea[] {
	return tab === 'policies' ? ['policies', 'system'] : [tab];
}
