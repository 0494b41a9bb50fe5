/** The demo's people as the local identity provider knows them: what to call them, and what it says of their work. */
import { demoStaff } from '#lib/server/identity/demo-staff.ts';
import type { DemoPerson } from '#lib/server/identity/demo-staff.ts';

export const localPeople: readonly DemoPerson[] = demoStaff;

/** As the claim `imaging_hub` of identity/providers/hub-claim.ts. */
export function hubClaimOf(person: DemoPerson) {
	const { licence } = person;
	return {
		name_th: person.nameTh,
		name_en: person.nameEn,
		hospitals: person.hospitals.map((each) => ({
			hcode: each.hcode,
			hcode9: each.hcode9,
			name_th: each.nameTh,
			name_en: each.nameEn,
			roles: each.roles,
			position: each.position,
		})),
		licence:
			licence === null
				? null
				: { profession: licence.profession, verified: licence.verified, valid_until: null },
	};
}

/** For the server's output: whom one can sign in as. */
export function localPeopleLines(): readonly string[] {
	return localPeople.map(({ subject, nameTh, hospitals }) => {
		const codes = hospitals.map((each) => each.hcode).join(', ');
		return `${subject.replace(/^demo-/, '').padEnd(16)}${codes.padEnd(14)}${nameTh}`;
	});
}
