import type { ConsultRole } from '#lib/consult/live/seat.ts';

/** What the consult's page was told when it was made; how things stand now is the live roster's word. */
export interface SeatView {
	readonly consult: string;
	/** personId of whoever sits here */
	readonly person: string;
	readonly role: ConsultRole;
	readonly mayWrite: boolean;
	/** its first one was asked about first */
	readonly studies: readonly string[];
	readonly urgency: 'emergency' | 'urgent' | 'routine';
	readonly question: string;
	readonly background: string;
}
