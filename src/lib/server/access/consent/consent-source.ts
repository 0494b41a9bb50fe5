/** The port to whoever keeps patients' consents (Health Link, access.md 3.5). */
import type { Consent } from '#lib/access/standing.ts';

/** May people of `recipient` see what `custodian` keeps about this patient of its? */
export interface ConsentQuestion {
	/** The hospital number at the custodian. */
	readonly patient: string;
	/** hcode of the hospital whose study it is */
	readonly custodian: string;
	/** hcode of the hospital acted for */
	readonly recipient: string;
}

export interface ConsentSource {
	/** Never throws: a service that doesn't answer, or not sensibly, is `unavailable`. */
	ask(question: ConsentQuestion): Promise<Consent>;
}
