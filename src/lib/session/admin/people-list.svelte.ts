/**
 * The people of a hospital as its administrator has them on screen: the first page came with the page itself, the rest and whoever
 * is looked for are asked for. A question asked while another is on its way makes that one's answer worth nothing.
 */
import { PeoplePage, SeenPerson } from '#lib/access/people-view.ts';
import type { PeopleAsk } from '#lib/access/people-view.ts';
import type { Result } from '#lib/base/result.ts';
import { askServer } from '../ask-server.ts';

const typingMs = 250;

export function askPeople(ask: PeopleAsk): Promise<Result<PeoplePage, string>> {
	return askServer('/api/admin/people', PeoplePage, ask);
}

export function askPerson(id: string): Promise<Result<SeenPerson, string>> {
	return askServer(`/api/admin/people/${encodeURIComponent(id)}`, SeenPerson);
}

export class PeopleList {
	#page = $state.raw<PeoplePage>({ people: [], next: null });
	#state = $state.raw<'ready' | 'asking' | 'failed'>('ready');
	#text = $state('');
	#turn = 0;
	#typing: ReturnType<typeof setTimeout> | null = null;

	constructor(first: PeoplePage) {
		this.#page = first;
	}

	get people(): readonly SeenPerson[] {
		return this.#page.people;
	}
	get hasMore(): boolean {
		return this.#page.next !== null;
	}
	get state(): 'ready' | 'asking' | 'failed' {
		return this.#state;
	}
	get text(): string {
		return this.#text;
	}

	/** Searches once the person pauses. */
	type(text: string): void {
		this.#text = text;
		if (this.#typing !== null) clearTimeout(this.#typing);
		this.#typing = setTimeout(() => void this.search(), typingMs);
	}

	async search(): Promise<void> {
		if (this.#typing !== null) clearTimeout(this.#typing);
		await this.#ask(null, []);
	}

	async more(): Promise<void> {
		if (this.#page.next === null || this.#state === 'asking') return;
		await this.#ask(this.#page.next, this.people);
	}

	/** Something was changed of this person: their row as it stands now, in its place. */
	async renew(id: string): Promise<void> {
		const person = await askPerson(id);
		if (!person.ok) return;
		const people = this.#page.people.map((one) => (one.id === id ? person.value : one));
		this.#page = { ...this.#page, people };
	}

	async #ask(after: PeopleAsk['after'], before: readonly SeenPerson[]): Promise<void> {
		const turn = ++this.#turn;
		this.#state = 'asking';
		const page = await askPeople({ text: this.#text, after });
		if (turn !== this.#turn) return;
		this.#state = page.ok ? 'ready' : 'failed';
		if (!page.ok) return;
		// Somebody seen meanwhile has moved up: not twice.
		const fresh = page.value.people.filter((one) => !before.some(({ id }) => id === one.id));
		this.#page = { people: [...before, ...fresh], next: page.value.next };
	}
}
