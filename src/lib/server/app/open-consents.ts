import type { Clock } from '#lib/base/clock.ts';
import { Consents } from '#lib/server/access/consent/consents.ts';
import { fhirConsentSource } from '#lib/server/access/consent/fhir-consent-source.ts';
import { demoConsents, startConsentService } from '#lib/server/demo/consent-service.ts';
import type { Config } from './config.ts';

export interface OpenConsents {
	/** null: none is asked */
	readonly consents: Consents | null;
	stop(): Promise<void>;
}

const timeoutMs = 3000;

/** The configured service; without one the demo has an invented one of its own, and anything else has none. */
export async function openConsents(
	config: Pick<Config, 'consent' | 'demo'>,
	clock: Clock,
): Promise<OpenConsents> {
	const own = config.consent === null && config.demo ? await startConsentService(demoConsents) : null;
	const at = own === null ? config.consent : { url: own.url, token: null };
	if (at === null) return { consents: null, stop: async () => undefined };
	const source = fhirConsentSource({ ...at, timeoutMs, clock });
	return { consents: new Consents(source, clock), stop: async () => own?.stop() };
}
