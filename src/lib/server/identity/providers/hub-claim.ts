/**
 * What a generic OpenID Connect provider says of a person's work, in one claim of the ID token (or of its userinfo): hospitals
 * with roles, and the licence. The claim's name is `OIDC_CLAIM`; its form is ours and documented in docs/decisions/0020:
 *
 *   {"name_th": "พญ. ...", "name_en": "...",
 *    "hospitals": [{"hcode": "00015", "hcode9": "AA0000015", "name_th": "รพ. ...", "name_en": "...",
 *                   "roles": ["rural-doctor"], "position": "..."}],
 *    "licence": {"profession": "doctor", "verified": true, "valid_until": "2029-12-31"}}
 */
import * as v from 'valibot';
import { roles } from '#lib/access/staff.ts';
import type { Licence, Role } from '#lib/access/staff.ts';
import type { ClaimedHospital } from '../claims.ts';
import { licenceEnd } from './licence-end.ts';

const text = (most: number) => v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(most));
export const Hcode = v.pipe(v.string(), v.regex(/^\d{5}$/));
export const Hcode9 = v.pipe(v.string(), v.regex(/^[A-Z]{2}\d{7}$/));

/** A role that this system doesn't have gives nothing; it mustn't keep the person's others out. */
const Roles = v.pipe(
	v.array(v.string()),
	v.transform((given) => roles.filter((role: Role) => given.includes(role))),
);

const Hospital = v.object({
	hcode: Hcode,
	hcode9: v.nullish(Hcode9, null),
	name_th: text(200),
	name_en: v.nullish(text(200), null),
	roles: Roles,
	position: v.nullish(text(200), null),
});

const LicenceClaim = v.object({
	profession: v.picklist(['doctor', 'nurse', 'technologist', 'public-health', 'other']),
	verified: v.boolean(),
	valid_until: v.nullish(v.string(), null),
});

const HubClaim = v.object({
	name_th: v.nullish(text(200), null),
	name_en: v.nullish(text(200), null),
	hospitals: v.pipe(v.array(Hospital), v.maxLength(50)),
	licence: v.nullish(LicenceClaim, null),
});

export interface WorkFacts {
	readonly nameTh: string | null;
	readonly nameEn: string | null;
	readonly hospitals: readonly ClaimedHospital[];
	readonly licence: Licence | null;
}

/** null: not in this form, so that nothing in it may be believed. */
export function readHubClaim(claim: unknown): WorkFacts | null {
	const parsed = v.safeParse(HubClaim, claim);
	if (!parsed.success) return null;
	const { name_th, name_en, hospitals, licence } = parsed.output;
	return {
		nameTh: name_th,
		nameEn: name_en,
		hospitals: hospitals.map((each) => ({
			hcode: each.hcode,
			hcode9: each.hcode9,
			nameTh: each.name_th,
			nameEn: each.name_en,
			roles: each.roles,
			position: each.position,
		})),
		licence: licence === null ? null : licenceOf(licence),
	};
}

function licenceOf({ profession, verified, valid_until }: v.InferOutput<typeof LicenceClaim>): Licence {
	const end = licenceEnd(valid_until);
	return end.known
		? { profession, verified, validUntil: end.at }
		: { profession, verified: false, validUntil: null };
}
