/** What an administrator is about to set of one person: whom they report to and which specialties' questions reach them. */
import * as v from 'valibot';
import type { SeenPerson } from '#lib/access/people-view.ts';
import { askPeople } from './people-list.svelte.ts';

type Chief = NonNullable<SeenPerson['chief']>;

/** Kept, sealed, while the administrator proves who they are. */
const Kept = v.object({
	chief: v.nullable(v.object({ id: v.string(), name: v.string() })),
	specialties: v.array(v.string()),
});

/** A longer list is narrowed by typing. */
const mostOffered = 8;
const typingMs = 250;

export class PersonDuties {
	readonly #person: SeenPerson;
	chief = $state.raw<Chief | null>(null);
	specialties = $state<string[]>([]);
	#found = $state.raw<readonly Chief[]>([]);
	#more = $state(false);
	#typing: ReturnType<typeof setTimeout> | null = null;
	#turn = 0;

	constructor(person: SeenPerson) {
		this.#person = person;
		this.chief = person.chief;
		this.specialties = [...person.specialties];
	}

	/** Who can be chosen: whoever is chosen now, then those found. */
	get offered(): readonly Chief[] {
		const { chief } = this;
		const others = this.#found.filter((one) => one.id !== chief?.id);
		return chief === null ? others : [chief, ...others];
	}
	/** There are more than are offered. */
	get narrows(): boolean {
		return this.#more;
	}

	choose(id: string): void {
		this.chief = this.offered.find((one) => one.id === id) ?? null;
	}

	type(text: string): void {
		if (this.#typing !== null) clearTimeout(this.#typing);
		this.#typing = setTimeout(() => void this.find(text), typingMs);
	}

	async find(text: string): Promise<void> {
		const turn = ++this.#turn;
		const page = await askPeople({ text, after: null });
		if (turn !== this.#turn || !page.ok) return;
		const others = page.value.people.filter((one) => one.id !== this.#person.id);
		this.#found = others.slice(0, mostOffered).map(({ id, name }) => ({ id, name }));
		this.#more = others.length > mostOffered || page.value.next !== null;
	}

	kept(): v.InferOutput<typeof Kept> {
		return { chief: this.chief, specialties: [...this.specialties] };
	}

	restore(kept: unknown): boolean {
		const parsed = v.safeParse(Kept, kept);
		if (!parsed.success) return false;
		this.chief = parsed.output.chief;
		this.specialties = parsed.output.specialties;
		return true;
	}
}
