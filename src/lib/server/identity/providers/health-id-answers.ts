/** What Health ID and Provider ID answer, by the paper of 1 July 2567. Only what is used is read; the rest is left alone. */
import * as v from 'valibot';

const optionalText = v.pipe(
	v.nullish(v.string(), ''),
	v.transform((text) => text.trim()),
);

/** Typed as text in the paper's table and as boolean in its example: whatever is neither word of truth is false. */
const Truth = v.pipe(
	v.unknown(),
	v.transform(
		(value) =>
			value === true ||
			value === 1 ||
			/^(true|1|y|yes)$/i.test(typeof value === 'string' ? value.trim() : ''),
	),
);

/** `expires_in` is left out on purpose: the paper's example is a year, and a session of ours never follows it. */
export const HealthToken = v.object({ data: v.object({ access_token: v.pipe(v.string(), v.nonEmpty()) }) });

export const ProviderToken = v.object({
	data: v.object({
		access_token: v.pipe(v.string(), v.nonEmpty()),
		account_id: optionalText,
	}),
});

const Organization = v.object({
	hcode: optionalText,
	hcode9: optionalText,
	hname_th: optionalText,
	hname_eng: optionalText,
	position: optionalText,
	position_type: optionalText,
	expertise: optionalText,
	license_id: optionalText,
	license_expired_date: optionalText,
	license_id_verify: Truth,
	is_hr_admin: Truth,
});
export type Organization = v.InferOutput<typeof Organization>;

export const ProviderProfile = v.object({
	data: v.object({
		account_id: optionalText,
		provider_id: v.pipe(v.string(), v.trim(), v.nonEmpty()),
		hash_cid: optionalText,
		title_th: optionalText,
		special_title_th: optionalText,
		name_th: v.pipe(v.string(), v.trim(), v.nonEmpty()),
		name_eng: optionalText,
		organization: v.pipe(v.array(Organization), v.maxLength(100)),
	}),
});
export type ProviderProfile = v.InferOutput<typeof ProviderProfile>['data'];
