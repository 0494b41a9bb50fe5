/**
 * How much of a consult a person is shown in lists and notices. Those who asked and those who were asked read it whole; of a
 * question to a whole specialty only what it takes to say "I will"; coordinators see how it stands; and where the right to the
 * pictures is over, so is the sight of the patient (access.md 3.4 rules 3 and 4).
 */
import type { Staff } from '#lib/access/staff.ts';
import type { ConsultItem } from '#lib/consult/request/consult-view.ts';
import type { Party } from '#lib/consult/request/moves.ts';
import type { ConsultRow } from './consult-row.ts';

export type Sight = ConsultItem['sight'];

interface Looking {
	readonly staff: Staff;
	readonly parties: readonly Party[];
	/** Its first study is among those that this person's lists may show now. */
	readonly visible: boolean;
}

type Sighted = Pick<ConsultRow, 'asked_at' | 'to' | 'asking_hospital' | 'consultant_hospital'>;

/** null: there is no such consult for this person. */
export function sightOf(consult: Sighted, { staff, parties, visible }: Looking): Sight | null {
	if (parties.includes('asker')) return 'full';
	if (parties.length > 0) {
		if (visible) return 'full';
		// The question is their hospital's own; whose pictures they may open is asked of each of them.
		if (parties.includes('asking-team')) return 'ended';
		return consult.to?.kind === 'specialty' && !parties.includes('consultant') ? 'pool' : 'ended';
	}
	return coordinates(consult, staff) ? 'status' : null;
}

function coordinates(consult: Sighted, staff: Staff): boolean {
	if (!staff.roles.includes('coordinator') || consult.asked_at === null) return false;
	const { hcode } = staff.hospital;
	return (
		consult.asking_hospital === hcode ||
		consult.consultant_hospital === hcode ||
		(consult.to?.kind === 'hospital' && consult.to.hospital === hcode)
	);
}
