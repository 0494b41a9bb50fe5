/**
 * Asks a FHIR R4 server for consents: `POST [base]/Consent/_search`, so that no patient's number stands in an address or a log.
 * The address is the configured one; nothing that an answer says is followed (threat 3).
 */
import * as v from 'valibot';
import type { Clock } from '#lib/base/clock.ts';
import { errorFields, log } from '#lib/base/log.ts';
import { ConsentBundle, consentIn, hospitalSystem, patientSystem } from './consent-bundle.ts';
import type { ConsentSource } from './consent-source.ts';

export interface FhirConsentOptions {
	/** No slash at the end. */
	readonly url: string;
	readonly token: string | null;
	/** ms until the answer must be whole; a reader is waiting for their first picture */
	readonly timeoutMs: number;
	readonly clock: Clock;
}

const largestAnswer = 1024 * 1024;

export function fhirConsentSource(options: FhirConsentOptions): ConsentSource {
	const { url, token, timeoutMs, clock } = options;
	return {
		ask: async (question) => {
			const { patient, custodian, recipient } = question;
			try {
				const answer = await fetch(`${url}/Consent/_search`, {
					method: 'POST',
					headers: {
						accept: 'application/fhir+json',
						...(token === null ? {} : { authorization: `Bearer ${token}` }),
					},
					body: new URLSearchParams({
						'patient.identifier': `${patientSystem(custodian)}|${patient}`,
						'organization.identifier': `${hospitalSystem}|${custodian}`,
						'actor.identifier': `${hospitalSystem}|${recipient}`,
					}),
					redirect: 'manual',
					signal: AbortSignal.timeout(timeoutMs),
				});
				if (!answer.ok) return unavailable(`status-${answer.status}`);
				const bundle = v.safeParse(ConsentBundle, JSON.parse(await limitedText(answer)));
				return bundle.success ? consentIn(bundle.output, question, clock()) : unavailable('malformed');
			} catch (error) {
				log('warn', 'consent-unavailable', errorFields(error));
				return { state: 'unavailable' };
			}
		},
	};
}

function unavailable(reason: string): { readonly state: 'unavailable' } {
	log('warn', 'consent-unavailable', { reason });
	return { state: 'unavailable' };
}

async function limitedText(answer: Response): Promise<string> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of answer.body ?? []) {
		size += chunk.byteLength;
		if (size > largestAnswer) throw new Error('the answer is too large');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}
