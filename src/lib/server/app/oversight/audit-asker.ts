import type { Staff } from '#lib/access/staff.ts';
import { ownersOf } from '#lib/server/access/visibility.ts';
import { refusal, codeAnswer } from '../answers.ts';
import type { Asking } from '../answers.ts';

/** Somebody who may read the audit: their own trail, or as an officer what concerns their hospital. */
export interface AuditAsker {
	readonly staff: Staff;
	/** the hcodes that mean the hospital acted for */
	readonly hcodes: readonly string[];
}

/** The answer to give instead, or who asks. What is allowed here is an audit row of its own (`authorize`). */
export async function auditAsker(event: Asking, of: 'own' | 'hospital'): Promise<Response | AuditAsker> {
	const no = await refusal(event, { action: 'read-audit', of });
	if (no !== null) return no;
	const { principal, app } = event.locals;
	if (principal.kind !== 'staff') return codeAnswer(401, 'sign-in-needed');
	return { staff: principal, hcodes: await ownersOf(app.db, principal.hospital) };
}
