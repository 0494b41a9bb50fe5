import type { ConsultOrder, ShownTo } from '#lib/consult/request/consult-view.ts';

/** Whom it is put to, as the server is told. */
export function orderedTo(to: ShownTo): NonNullable<ConsultOrder['to']> {
	switch (to.kind) {
		case 'specialty':
			return to;
		case 'hospital':
			return { kind: 'hospital', hospital: to.hospital.hcode };
		case 'person':
			return { kind: 'person', person: to.person.person };
	}
}
