/**
 * What open screens are told at once: a link was revoked, a right ended, a study came in, somebody is asked. Signals carry
 * internal ids only and no news by themselves: whoever hears one asks again, by a route that decides anew. In one process; a
 * signal lost on the way costs at most the minute after which every open stream is judged again.
 */
import { errorFields, log } from '#lib/base/log.ts';

export type Signal =
	/** A link ended: its guests' views close. */
	| { readonly kind: 'link-ended'; readonly link: string }
	/** Somebody opened, tried or ended a link, or it was made: those who look after it ask again. `by`: as `AuditEvent.who`. */
	| {
			readonly kind: 'link-changed';
			readonly link: string;
			readonly by: string;
			readonly hospitals: readonly string[];
	  }
	/** A person's session ended, was locked, or proved itself again. */
	| { readonly kind: 'session-changed'; readonly session: string }
	/** Rights over a study changed for anyone (consent, consult, break-glass): views of it ask again. */
	| { readonly kind: 'rights-changed'; readonly study: string }
	/** A study came in or grew. */
	| { readonly kind: 'study-changed'; readonly study: string; readonly owner: string | null }
	/**
	 * A consult moved, was opened, or has news: `what` by code, `by` the person who did it. `people` and `hospitals` (hcodes) are
	 * those whom it concerns; a browser is told neither.
	 */
	| {
			readonly kind: 'consult-changed';
			readonly consult: string;
			readonly what: string;
			readonly by: string;
			readonly people: readonly string[];
			readonly hospitals: readonly string[];
	  }
	/** Something waits for this person, or for everyone of a role at a hospital. */
	| { readonly kind: 'notice'; readonly to: NoticeTo; readonly about: string };

export type NoticeTo = { readonly person: string } | { readonly hospital: string; readonly role: string };

export type Listener = (signal: Signal) => void;

export class LiveHub {
	readonly #listeners = new Set<Listener>();
	readonly #ending = new AbortController();

	/** Returns the way to stop listening. */
	listen(listener: Listener): () => void {
		this.#listeners.add(listener);
		return () => void this.#listeners.delete(listener);
	}

	tell(signal: Signal): void {
		for (const listener of this.#listeners) {
			try {
				listener(signal);
			} catch (error) {
				// One broken stream must not keep the others from hearing.
				log('error', 'live-listener-failed', errorFields(error));
			}
		}
	}

	get ended(): AbortSignal {
		return this.#ending.signal;
	}

	/** The process stops: streams close, so that the server's last connections end. */
	end(): void {
		this.#ending.abort();
		this.#listeners.clear();
	}
}
