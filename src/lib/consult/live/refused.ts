import type { RecordEvent } from '#lib/consult/record/event.ts';

/** What the server didn't take; nobody else has it. */
export interface Refused {
	readonly event: RecordEvent;
	/** `GuardRefusal` of the server's guard, or `read-only` */
	readonly reason: string;
}
