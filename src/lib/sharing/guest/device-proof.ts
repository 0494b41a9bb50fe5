/**
 * Keeps a guest's page alive: signs a challenge of the server every minute while somebody looks, and at once when they come back,
 * since a cookie is good for two and a half minutes only. The next challenge comes with each answer.
 */
import * as v from 'valibot';
import { signChallenge } from './device-key.ts';

const Challenge = v.object({ challenge: v.string() });
const Proved = v.object({ challenge: v.string(), renewInMs: v.number() });

/** `lost`: the line is down, nothing is known. `refused`: this is not the device, or the session is over. */
export type ProofResult = 'proved' | 'lost' | 'refused';

const againMs = 5000;

export class DeviceProof {
	readonly #told: (result: ProofResult) => void;
	#challenge: string | null = null;
	#timer: ReturnType<typeof setTimeout> | null = null;
	#running: Promise<ProofResult> | null = null;
	#renewInMs = 60_000;

	constructor(told: (result: ProofResult) => void) {
		this.#told = told;
	}

	start(): () => void {
		const stop = new AbortController();
		const { signal } = stop;
		const look = (): void => {
			if (!document.hidden) void this.renew();
		};
		document.addEventListener('visibilitychange', look, { signal });
		addEventListener('online', look, { signal });
		addEventListener('pageshow', (event) => event.persisted && look(), { signal });
		this.#later(this.#renewInMs);
		return () => {
			stop.abort();
			if (this.#timer !== null) clearTimeout(this.#timer);
		};
	}

	/** One at a time, whoever asks. */
	renew(): Promise<ProofResult> {
		this.#running ??= this.#prove(false).then((result) => {
			this.#running = null;
			this.#later(result === 'lost' ? againMs : this.#renewInMs);
			this.#told(result);
			return result;
		});
		return this.#running;
	}

	/** Right before a page of images is opened: its address needs a proof of its own. */
	async enter(): Promise<ProofResult> {
		await this.#running;
		return this.#prove(true);
	}

	#later(ms: number): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		// Nobody looks: nothing is fetched, so nothing needs to be proved.
		this.#timer = setTimeout(() => void (document.hidden || this.renew()), ms);
	}

	async #prove(entry: boolean): Promise<ProofResult> {
		try {
			// A challenge kept from before may have grown old: once more with a new one.
			const kept = this.#challenge !== null;
			const first = await this.#sign(entry);
			return first === 'refused' && kept ? await this.#sign(entry) : first;
		} catch {
			return 'lost';
		}
	}

	async #sign(entry: boolean): Promise<ProofResult> {
		const challenge = this.#challenge ?? (await this.#ask());
		this.#challenge = null;
		if (challenge === null) return 'refused';
		const signature = await signChallenge(challenge);
		if (signature === null) return 'refused';
		const answer = await post('/api/session/proof', { challenge, signature, entry });
		if (answer.status >= 500) return 'lost';
		const proved = v.safeParse(Proved, await answer.json());
		if (!answer.ok || !proved.success) return 'refused';
		this.#challenge = proved.output.challenge;
		this.#renewInMs = proved.output.renewInMs;
		return 'proved';
	}

	async #ask(): Promise<string | null> {
		const answer = await post('/api/session/challenge', {});
		if (answer.status >= 500) throw new Error('unavailable');
		const asked = v.safeParse(Challenge, await answer.json());
		return answer.ok && asked.success ? asked.output.challenge : null;
	}
}

function post(path: string, body: object): Promise<Response> {
	return fetch(path, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
}
