/** What a person is to a consult. Nothing here grants a picture: that is `decide`'s, by membership (`seat.ts`). */
import { isDoctor } from '#lib/access/staff.ts';
import type { Staff } from '#lib/access/staff.ts';
import type { Party } from '#lib/consult/request/moves.ts';
import { isWaiting } from '#lib/consult/request/consult-state.ts';
import type { Specialty } from '#lib/consult/request/specialty.ts';
import { mayAsk } from '#lib/consult/request/who-may-ask.ts';
import type { ConsultRow } from './consult-row.ts';

type Asked = Pick<ConsultRow, 'state' | 'asked_at' | 'asked_by' | 'asking_hospital' | 'consultant' | 'to'>;

/** `own`: their specialties at the hospital they act for. What was never sent is its writer's alone, also when it was discarded. */
export function partiesOf(consult: Asked, staff: Staff, own: readonly Specialty[], now: number): Party[] {
	const { personId, hospital } = staff;
	const here = consult.asking_hospital === hospital.hcode && mayAsk(staff, now);
	if (consult.asked_by === personId) return here ? ['asker'] : [];
	if (consult.asked_at === null) return [];
	const parties: Party[] = [];
	if (here) parties.push('asking-team');
	if (consult.consultant === personId && isDoctor(staff, now)) parties.push('consultant');
	if (isAddressee(consult, staff, own, now)) parties.push('addressee');
	return parties;
}

function isAddressee(consult: Asked, staff: Staff, own: readonly Specialty[], now: number): boolean {
	const { to } = consult;
	if (to === null || !isDoctor(staff, now)) return false;
	switch (to.kind) {
		case 'person':
			return to.person === staff.personId;
		case 'hospital':
			return to.hospital === staff.hospital.hcode;
		case 'specialty':
			// Once somebody has it, it is no longer the whole specialty's.
			return isWaiting(consult.state) && own.includes(to.specialty);
	}
}
