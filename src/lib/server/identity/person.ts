/** Who signed in, remembered: the same issuer and subject is the same person, whatever their name has become. */
import * as v from 'valibot';
import { roles } from '#lib/access/staff.ts';
import type { Licence, Role } from '#lib/access/staff.ts';
import type { Transaction } from '#lib/server/store/schema.ts';
import type { ClaimedHospital, SignedInClaims } from './claims.ts';
import type { HubKeys } from './hub-keys.ts';
import { newId } from './secret.ts';

export const StoredRoles = v.pipe(v.string(), v.parseJson(), v.array(v.picklist(roles)));
export const StoredLicence = v.pipe(
	v.string(),
	v.parseJson(),
	v.object({
		profession: v.picklist(['doctor', 'nurse', 'technologist', 'public-health', 'other']),
		verified: v.boolean(),
		validUntil: v.nullable(v.number()),
	}),
);

export function storedRoles(text: string): readonly Role[] {
	return v.parse(StoredRoles, text);
}

export function storedLicence(text: string | null): Licence | null {
	return text === null ? null : v.parse(StoredLicence, text);
}

/** Issuer and subject under our own key. A line break can't be in either, so no two pairs meet. */
export function subjectHmac(keys: HubKeys, claims: Pick<SignedInClaims, 'issuer' | 'subject'>): string {
	return keys.hmac('person', `${claims.issuer}\n${claims.subject}`);
}

/** Adds or renews the person and the hospitals they may act for; hospitals no longer claimed are forgotten. The person's id. */
export async function rememberPerson(
	trx: Transaction,
	keys: HubKeys,
	claims: SignedInClaims,
	now: number,
): Promise<string> {
	const facts = {
		name_th: claims.nameTh,
		name_en: claims.nameEn,
		citizen_hmac: claims.citizenHmac,
		last_seen_at: now,
	};
	const subject = subjectHmac(keys, claims);
	await recogniseByRetired(trx, keys, { claims, subject });
	const row = { id: newId(), subject_hmac: subject, first_seen_at: now, ...facts };
	const { id } = await trx
		.insertInto('person')
		.values(row)
		.onConflict((conflict) => conflict.column('subject_hmac').doUpdateSet(facts))
		.returning('id')
		.executeTakeFirstOrThrow();
	await trx.deleteFrom('person_hospital').where('person', '=', id).execute();
	const unique = new Map(claims.hospitals.map((hospital) => [hospital.hcode, hospital]));
	for (const hospital of unique.values()) {
		await rememberHospital(trx, hospital);
		await trx
			.insertInto('person_hospital')
			.values({
				person: id,
				hcode: hospital.hcode,
				roles: JSON.stringify(hospital.roles),
				position: hospital.position,
				licence: claims.licence === null ? null : JSON.stringify(claims.licence),
				seen_at: now,
			})
			.execute();
	}
	return id;
}

/** Somebody last seen under an older key stays who they are, under the key in use from now on. */
async function recogniseByRetired(
	trx: Transaction,
	keys: HubKeys,
	{ claims, subject }: { readonly claims: SignedInClaims; readonly subject: string },
): Promise<void> {
	if (keys.retired.length === 0) return;
	const older = keys.retired.map((one) => subjectHmac(one, claims));
	const rows = await trx
		.selectFrom('person')
		.select(['id', 'subject_hmac'])
		.where('subject_hmac', 'in', [subject, ...older])
		.execute();
	const known = older.map((one) => rows.find((row) => row.subject_hmac === one)).find(Boolean);
	if (known === undefined || rows.some((row) => row.subject_hmac === subject)) return;
	await trx.updateTable('person').set({ subject_hmac: subject }).where('id', '=', known.id).execute();
}

/** A hospital whose people sign in is known by the name the provider gives, until an administrator names it; theirs is kept. */
async function rememberHospital(trx: Transaction, hospital: ClaimedHospital): Promise<void> {
	const { hcode, hcode9, nameTh, nameEn } = hospital;
	const row = { hcode, name_th: nameTh, name_en: nameEn ?? nameTh };
	const add = (code: string | null) =>
		trx
			.insertInto('hospital')
			.values({ ...row, hcode9: code })
			.onConflict((conflict) => conflict.doNothing())
			.execute();
	await add(hcode9);
	// The nine-character code may stand at another hospital by mistake: that must not keep this one's people out.
	if (hcode9 !== null) await add(null);
}
