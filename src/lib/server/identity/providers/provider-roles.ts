/**
 * What a Provider ID profile makes somebody here: a judgement of ours, laid down in docs/decisions/0020, since the paper gives
 * positions and expertise as words. Exact beginnings, never "contains": a dentist, a medical technologist and a doctor of Thai
 * traditional medicine all carry the word แพทย์, and none of them is a doctor who may sign.
 */
import type { Licence, Role } from '#lib/access/staff.ts';
import type { Organization } from './health-id-answers.ts';
import { licenceEnd } from './licence-end.ts';

type Profession = Licence['profession'];

const professions: readonly (readonly [RegExp, Profession])[] = [
	[/^แพทย์แผน/, 'other'],
	[/^(นายแพทย์|แพทย์หญิง|แพทย์(?!\p{L}))/u, 'doctor'],
	[/^พยาบาล/, 'nurse'],
	[/^(นักรังสี|เจ้าพนักงานรังสี)/, 'technologist'],
	[/^(นักวิชาการสาธารณสุข|เจ้าพนักงานสาธารณสุข|นักสาธารณสุข)/, 'public-health'],
];

export function professionOf(position: string): Profession {
	return professions.find(([pattern]) => pattern.test(position))?.[1] ?? 'other';
}

export function licenceOf(at: Organization): Licence | null {
	if (at.license_id === '' && !at.license_id_verify) return null;
	const end = licenceEnd(at.license_expired_date);
	const profession = professionOf(at.position || at.position_type);
	return end.known
		? { profession, verified: at.license_id_verify, validUntil: end.at }
		: { profession, verified: false, validUntil: null };
}

export function rolesOf(at: Organization): readonly Role[] {
	const roles: Role[] = [];
	const profession = professionOf(at.position || at.position_type);
	if (profession === 'doctor') roles.push(doctorRole(at.expertise));
	else if (profession !== 'other') roles.push('clinic-staff');
	if (at.is_hr_admin) roles.push('hospital-admin');
	return roles;
}

/** Radiation oncology (รังสีรักษา) treats; it doesn't report pictures. General practice is no specialty here. */
function doctorRole(expertise: string): Role {
	if (/^(รังสีวิทยา|รังสีร่วมรักษา|ประสาทรังสี|ภาพวินิจฉัย)/.test(expertise)) return 'radiologist';
	return expertise === '' || /ทั่วไป$/.test(expertise) ? 'rural-doctor' : 'specialist';
}
