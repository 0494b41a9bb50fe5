/** Whom one asks when one doesn't know whom to ask. Codes; the words are in `i18n/areas/asking.ts`. */
export const specialties = [
	'radiology',
	'internal-medicine',
	'pulmonology',
	'cardiology',
	'neurology',
	'surgery',
	'neurosurgery',
	'orthopaedics',
	'emergency-medicine',
	'paediatrics',
	'obstetrics',
	'oncology',
	'ophthalmology',
	'otolaryngology',
	'dermatology',
	'rehabilitation',
] as const;
export type Specialty = (typeof specialties)[number];
