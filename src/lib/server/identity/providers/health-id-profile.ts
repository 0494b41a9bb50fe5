import { isClinical, licenceHolds } from '#lib/access/staff.ts';
import type { Licence } from '#lib/access/staff.ts';
import * as v from 'valibot';
import type { ClaimedHospital, SignedInClaims } from '../claims.ts';
import type { HubKeys } from '../hub-keys.ts';
import { citizenHmacOfHash } from './citizen-number.ts';
import type { Organization, ProviderProfile } from './health-id-answers.ts';
import { Hcode, Hcode9 } from './hub-claim.ts';
import { licenceOf, rolesOf } from './provider-roles.ts';

/** More wouldn't fit into the cookie that carries them to the choice (attempt.ts). */
const mostHospitals = 50;

/** A Provider ID profile as claims. Organisations without a five-digit code are no hospitals this system could act for. */
export function claimsOfProfile(
	profile: ProviderProfile,
	{ issuer, keys, now }: { readonly issuer: string; readonly keys: HubKeys; readonly now: number },
): SignedInClaims {
	const organizations = profile.organization.filter((each) => v.is(Hcode, each.hcode));
	const licence = strongest(organizations, now);
	const held = licenceHolds({ licence }, now);
	return {
		issuer,
		subject: profile.provider_id,
		nameTh: nameOf(profile),
		nameEn: profile.name_eng || null,
		// A licence that holds for one organisation gives nothing at another that says its own doesn't.
		hospitals: mergedByCode(organizations.map((at) => hospitalOf(at, held, now))),
		licence,
		citizenHmac: citizenHmacOfHash(keys, profile.hash_cid),
		// Nothing tells when Health ID last asked the person: for what wants it recent, never.
		authTime: 0,
	};
}

function hospitalOf(at: Organization, otherHolds: boolean, now: number): ClaimedHospital {
	const without = otherHolds && !licenceHolds({ licence: licenceOf(at) }, now);
	return {
		hcode: at.hcode,
		hcode9: v.is(Hcode9, at.hcode9) ? at.hcode9 : null,
		nameTh: at.hname_th || at.hcode,
		nameEn: at.hname_eng || null,
		roles: rolesOf(at).filter((role) => !without || !isClinical({ roles: [role] })),
		position: at.position || null,
	};
}

/** Two posts at one hospital are one hospital with the roles of both. */
function mergedByCode(hospitals: readonly ClaimedHospital[]): readonly ClaimedHospital[] {
	const merged = new Map<string, ClaimedHospital>();
	for (const each of hospitals) {
		const before = merged.get(each.hcode);
		const roles = [...new Set([...(before?.roles ?? []), ...each.roles])];
		merged.set(each.hcode, { ...(before ?? each), roles });
	}
	return [...merged.values()].slice(0, mostHospitals);
}

/** The profile repeats the person's licence for each organisation: one that holds, else one that did, else one at all. */
function strongest(organizations: readonly Organization[], now: number): Licence | null {
	const all = organizations.flatMap((at) => licenceOf(at) ?? []);
	return (
		all.find((licence) => licenceHolds({ licence }, now) && licence.profession === 'doctor') ??
		all.find((licence) => licenceHolds({ licence }, now)) ??
		all.find((licence) => licence.verified) ??
		all[0] ??
		null
	);
}

/** Thai titles stand before the name without a space. อื่นๆ is the form's "other". */
function nameOf({ special_title_th, title_th, name_th }: ProviderProfile): string {
	const title = [special_title_th, title_th].find((each) => each !== '' && !/^อื่น\s*ๆ$/.test(each)) ?? '';
	return (name_th.startsWith(title) ? name_th : `${title}${name_th}`).slice(0, 200);
}
