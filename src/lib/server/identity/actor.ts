/** On whose behalf and when something is done: goes into the audit row. */
export interface Actor {
	/** as `AuditEvent.who` */
	readonly who: string;
	readonly from: string | null;
	readonly requestId: string | null;
	readonly now: number;
}
