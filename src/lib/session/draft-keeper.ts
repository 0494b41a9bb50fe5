/**
 * What somebody has written and not sent, kept over a lock, a step-up and a closed tab. Encrypted with a key that the server gives
 * to the same person only, while their session is open; in this browser there is only what nobody else can read. An entry is
 * bound to its person and place by the cipher's associated data: moved elsewhere, it doesn't open.
 */
import * as v from 'valibot';

const prefix = 'hub-draft';
const keptMs = 7 * 24 * 3_600_000;
const mostKept = 40;
const longestDraft = 200_000;
const pauseMs = 400;

const Entry = v.object({ at: v.number(), iv: v.string(), data: v.string() });
const KeyText = v.pipe(v.string(), v.regex(/^[\w-]{43}$/));
/** `older`: keys the server has retired; what was written with them still opens. */
const KeyAnswer = v.object({ key: KeyText, older: v.array(KeyText) });

interface Keys {
	readonly current: CryptoKey;
	readonly all: readonly CryptoKey[];
}

export class DraftKeeper {
	readonly #person: string;
	readonly #waiting = new Map<string, string>();
	#key: Promise<Keys | null> | null = null;
	#timer: ReturnType<typeof setTimeout> | null = null;
	#wroteAt = Number.NEGATIVE_INFINITY;
	#writing: Promise<void> = Promise.resolve();

	constructor(person: string) {
		this.#person = person;
		// The page may go now: what was typed last goes with nobody's pause.
		for (const going of ['visibilitychange', 'pagehide'])
			globalThis.addEventListener?.(going, () => void this.flush());
	}

	/** Fetches the key while there is a line: what is written later without one can then be kept as well. */
	async ready(): Promise<void> {
		await this.#keyOrNull();
	}

	/** At once, and then every 400 ms while writing goes on. `place` says what it is and where, e.g. `share:UID`; `draft` is what JSON can hold. */
	keep(place: string, draft: unknown): void {
		const text = JSON.stringify(draft);
		if (text === undefined || text.length > longestDraft) return;
		this.#waiting.set(place, text);
		const wait = Math.max(0, this.#wroteAt + pauseMs - performance.now());
		this.#timer ??= setTimeout(() => void this.flush(), wait);
	}

	/** Writes at once what waits. */
	async flush(): Promise<void> {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		const waiting = [...this.#waiting];
		this.#waiting.clear();
		if (waiting.length > 0) this.#wroteAt = performance.now();
		this.#writing = this.#writing.then(async () => {
			for (const [place, text] of waiting) await this.#write(place, text);
		});
		await this.#writing;
	}

	/** null: nothing kept, or nothing that this person may read. */
	async restore(place: string): Promise<unknown> {
		const waiting = this.#waiting.get(place);
		if (waiting !== undefined) return JSON.parse(waiting);
		await this.#writing;
		const name = await this.#nameOf(place);
		const stored = localStorage.getItem(name);
		if (stored === null) return null;
		const keys = await this.#keyOrNull();
		if (keys === null) return null;
		const entry = v.safeParse(v.pipe(v.string(), v.parseJson(), Entry), stored);
		if (!entry.success || Date.now() - entry.output.at > keptMs) {
			localStorage.removeItem(name);
			return null;
		}
		const plain = await this.#open(place, entry.output, keys);
		// Not written with this person's key or not for this place: of no use to anybody.
		if (plain === null) localStorage.removeItem(name);
		return plain === null ? null : JSON.parse(new TextDecoder().decode(plain));
	}

	async #open(place: string, entry: v.InferOutput<typeof Entry>, keys: Keys): Promise<ArrayBuffer | null> {
		const cipher = this.#cipher(place, bytesOf(entry.iv));
		const data = bytesOf(entry.data);
		for (const key of keys.all) {
			const plain = await crypto.subtle.decrypt(cipher, key, data).catch(() => null);
			if (plain !== null) return plain;
		}
		return null;
	}

	/** It was sent, or the person threw it away. */
	async forget(place: string): Promise<void> {
		this.#waiting.delete(place);
		await this.#writing;
		localStorage.removeItem(await this.#nameOf(place));
	}

	/** Of this person, on this machine. */
	count(): number {
		return this.#names().length;
	}

	/** Signing out: nothing of this person's stays. */
	clear(): void {
		this.#forgetKey();
		for (const name of this.#names()) localStorage.removeItem(name);
	}

	/**
	 * What others left on this machine, unreadable to all but them. Signing out makes the browser empty its whole store; what comes
	 * back puts theirs there again.
	 */
	holdOthers(): () => void {
		const mine = `${prefix}:${this.#person}:`;
		const others = keys(`${prefix}:`)
			.filter((name) => !name.startsWith(mine))
			.map((name) => [name, localStorage.getItem(name) ?? ''] as const);
		return () => {
			for (const [name, entry] of others) put(name, entry);
		};
	}

	/** The screen locks: what waits is written, then the key is gone from this page. */
	async close(): Promise<void> {
		await this.flush();
		this.#forgetKey();
	}

	/** Anybody's that are too old, and the oldest of this person's beyond what is kept. */
	tidy(): void {
		const old = Date.now() - keptMs;
		for (const name of keys(`${prefix}:`)) if (writtenAt(name) < old) localStorage.removeItem(name);
		const mine = this.#names().sort((one, other) => writtenAt(other) - writtenAt(one));
		for (const name of mine.slice(mostKept)) localStorage.removeItem(name);
	}

	async #write(place: string, text: string): Promise<void> {
		const key = (await this.#keyOrNull())?.current;
		if (key === undefined) return;
		const iv = crypto.getRandomValues(new Uint8Array(12));
		const data = await crypto.subtle.encrypt(this.#cipher(place, iv), key, new TextEncoder().encode(text));
		const entry = { at: Date.now(), iv: textOf(iv), data: textOf(new Uint8Array(data)) };
		put(await this.#nameOf(place), JSON.stringify(entry));
	}

	/** Not for reading: a place may name a study, a person is an internal id. */
	async #nameOf(place: string): Promise<string> {
		const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${this.#person}\n${place}`));
		return `${prefix}:${this.#person}:${textOf(new Uint8Array(hash).slice(0, 12))}`;
	}

	#names(): string[] {
		return keys(`${prefix}:${this.#person}:`);
	}

	#cipher(place: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
		return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(`${this.#person}\n${place}`) };
	}

	#keyOrNull(): Promise<Keys | null> {
		if (this.#key === null) {
			const asked = askKey(this.#person);
			this.#key = asked;
			// An answer that didn't come is asked for again the next time.
			void asked.then((key) => {
				if (key === null && this.#key === asked) this.#key = null;
			});
		}
		return this.#key;
	}

	#forgetKey(): void {
		this.#waiting.clear();
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		this.#key = null;
	}
}

async function askKey(person: string): Promise<Keys | null> {
	try {
		const answer = await fetch(`/api/session/draft-key?${new URLSearchParams({ as: person }).toString()}`, {
			method: 'POST',
		});
		if (!answer.ok) return null;
		const { key, older } = v.parse(KeyAnswer, await answer.json());
		const taken = (text: string): Promise<CryptoKey> =>
			crypto.subtle.importKey('raw', bytesOf(text), 'AES-GCM', false, ['encrypt', 'decrypt']);
		const current = await taken(key);
		return { current, all: [current, ...(await Promise.all(older.map(taken)))] };
	} catch {
		return null;
	}
}

function put(name: string, entry: string): void {
	try {
		localStorage.setItem(name, entry);
	} catch (error) {
		// A full or forbidden store: the text is still on the screen, only not kept.
		if (!(error instanceof DOMException)) throw error;
	}
}

function keys(beginning: string): string[] {
	return Object.keys(localStorage).filter((name) => name.startsWith(beginning));
}

function writtenAt(name: string): number {
	const entry = v.safeParse(v.pipe(v.string(), v.parseJson(), Entry), localStorage.getItem(name));
	return entry.success ? entry.output.at : 0;
}

function textOf(bytes: Uint8Array): string {
	let binary = '';
	for (const byte of bytes) binary += String.fromCharCode(byte);
	return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
	const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
	return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}
