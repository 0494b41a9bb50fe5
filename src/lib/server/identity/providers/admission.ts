/**
 * Whom a sign-in lets in, whatever the provider: clinical roles need a licence that was verified and hasn't ended (access.md 3.4
 * rule 1); a hospital without a role is no hospital to act for; nobody without one comes in.
 */
import { isClinical, licenceHolds } from '#lib/access/staff.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { SignedInClaims } from '../claims.ts';
import type { SignInProblem } from './sign-in-provider.ts';

export function admitted(claims: SignedInClaims, now: number): Result<SignedInClaims, SignInProblem> {
	const held = licenceHolds(claims, now);
	const hospitals = claims.hospitals
		.map((each) => ({ ...each, roles: held ? each.roles : each.roles.filter(needsNoLicence) }))
		.filter((each) => each.roles.length > 0);
	if (hospitals.length > 0) return ok({ ...claims, hospitals });
	const hadRoles = claims.hospitals.some((each) => each.roles.length > 0);
	if (held || !hadRoles) return err('no-role');
	const ended = claims.licence?.verified === true;
	return err(ended ? 'licence-expired' : 'licence-unverified');
}

function needsNoLicence(role: SignedInClaims['hospitals'][number]['roles'][number]): boolean {
	return !isClinical({ roles: [role] });
}
