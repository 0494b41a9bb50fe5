/**
 * An invented consent service that speaks as much FHIR R4 as we ask for, on an address of this machine. Six patients of the
 * hand films show what a consent can be: given, refused, expired, withdrawn in the middle, given to one hospital only, and a
 * service that doesn't answer. The demo runs it, and the tests do.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export interface DemoConsent {
	/** hospital number at the custodian */
	readonly patient: string;
	/** hcode */
	readonly custodian: string;
	/** hcodes; empty: every hospital */
	readonly recipients: readonly string[];
	readonly says: 'permit' | 'deny' | 'expired' | 'withdrawn' | 'no-answer';
}

export interface ConsentService {
	/** No slash at the end. */
	readonly url: string;
	/** Searches so far, refused ones too. */
	asked(): number;
	/** From the next search on. */
	put(consent: DemoConsent): void;
	/** All of it, as when the other side's machines are off. */
	silence(silent: boolean): void;
	stop(): Promise<void>;
}

const hospitalOfHands = '99003';
/** `withdrawnAfterMs`: how long after it was first asked for the fourth patient changes their mind. */
export const demoConsents: readonly (DemoConsent & { readonly withdrawnAfterMs?: number })[] = [
	{ patient: '0000417', custodian: hospitalOfHands, recipients: [], says: 'permit' },
	{ patient: '0001832', custodian: hospitalOfHands, recipients: [], says: 'deny' },
	{ patient: '0002296', custodian: hospitalOfHands, recipients: [], says: 'expired' },
	{
		patient: '0003350',
		custodian: hospitalOfHands,
		recipients: [],
		says: 'permit',
		withdrawnAfterMs: 3 * 60_000,
	},
	{ patient: '0003919', custodian: hospitalOfHands, recipients: ['99002'], says: 'permit' },
	{ patient: '0004478', custodian: hospitalOfHands, recipients: [], says: 'no-answer' },
];

export async function startConsentService(
	consents: readonly (DemoConsent & { readonly withdrawnAfterMs?: number })[],
): Promise<ConsentService> {
	const kept = new Map(consents.map((one) => [keyOf(one), one]));
	const firstAsked = new Map<string, number>();
	let asked = 0;
	let silent = false;

	const current = (key: string): DemoConsent | null => {
		const consent = kept.get(key);
		if (consent === undefined) return null;
		const since = firstAsked.get(key) ?? Date.now();
		firstAsked.set(key, since);
		const over = consent.withdrawnAfterMs !== undefined && Date.now() - since >= consent.withdrawnAfterMs;
		return over ? { ...consent, says: 'withdrawn' } : consent;
	};

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		asked++;
		if (request.method !== 'POST' || request.url !== '/fhir/Consent/_search') {
			end(response, 404, {});
			return;
		}
		const form = new URLSearchParams(await text(request));
		const [, custodian = '', patient = ''] =
			/^urn:moph:hcode:(\d{5}):hn\|(.+)$/.exec(form.get('patient.identifier') ?? '') ?? [];
		const consent = current(keyOf({ custodian, patient }));
		if (silent || consent?.says === 'no-answer') {
			end(response, 503, { resourceType: 'OperationOutcome' });
			return;
		}
		end(response, 200, {
			resourceType: 'Bundle',
			type: 'searchset',
			entry: consent === null ? [] : [{ resource: resourceOf(consent) }],
		});
	}

	const server = createServer((request, response) => {
		answer(request, response).catch(() => response.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	// It must not keep a process alive that has nothing else to do.
	server.unref();
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return {
		url: `http://127.0.0.1:${address.port}/fhir`,
		asked: () => asked,
		put: (consent) => void kept.set(keyOf(consent), consent),
		silence: (value) => {
			silent = value;
		},
		stop: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function keyOf({ custodian, patient }: Pick<DemoConsent, 'custodian' | 'patient'>): string {
	return `${custodian} ${patient}`;
}

function resourceOf({ patient, custodian, recipients, says }: DemoConsent): object {
	return {
		resourceType: 'Consent',
		id: randomUUID(),
		status: says === 'withdrawn' ? 'inactive' : 'active',
		patient: { identifier: { system: `urn:moph:hcode:${custodian}:hn`, value: patient } },
		organization: [{ identifier: { system: 'urn:moph:hcode', value: custodian } }],
		provision: {
			type: says === 'deny' ? 'deny' : 'permit',
			...(says === 'expired' ? { period: { end: '2025-01-31T00:00:00+07:00' } } : {}),
			actor: recipients.map((value) => ({
				reference: { identifier: { system: 'urn:moph:hcode', value } },
			})),
		},
	};
}

function end(response: ServerResponse, status: number, body: object): void {
	response.writeHead(status, { 'content-type': 'application/fhir+json' });
	response.end(JSON.stringify(body));
}
