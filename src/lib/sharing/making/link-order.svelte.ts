/**
 * A link in the making: what its form holds, and how far it got. Two taps make one with what is chosen already.
 *
 * loading -> form -> making -> made; form with a problem keeps every choice.
 */
import * as v from 'valibot';
import { LinkMade, LinkPeople, LinkPlace, LinkTerms } from '#lib/access/link-view.ts';
import type { LinkRequest } from '#lib/access/link-view.ts';
import { askServer } from '#lib/session/ask-server.ts';

export type OrderPhase =
	| { readonly kind: 'loading' }
	| { readonly kind: 'unavailable'; readonly code: string }
	| { readonly kind: 'form'; readonly terms: LinkTerms; readonly problem: string | null }
	| { readonly kind: 'making'; readonly terms: LinkTerms }
	| { readonly kind: 'made'; readonly made: LinkMade };

const allUses = ['any', 'once', '3', '10'] as const;
export type Uses = (typeof allUses)[number];

/** What was chosen, kept (sealed, `DraftKeeper`) while the person leaves to prove who they are. */
const Choices = v.object({
	named: v.boolean(),
	hospital: v.string(),
	person: v.string(),
	hours: v.number(),
	annotate: v.boolean(),
	download: v.boolean(),
	exact: v.boolean(),
	uses: v.picklist(allUses),
	/** the picture that was on the screen then */
	place: v.nullable(LinkPlace),
});
type Choices = v.InferOutput<typeof Choices>;

/** Hours that the form offers, as far as the hospital allows. */
const offered = [4, 24, 72, 168, 336, 720];

export class LinkOrder {
	readonly #study: string;
	readonly #shown: () => LinkPlace | null;
	#kept: LinkPlace | null = null;
	#phase = $state.raw<OrderPhase>({ kind: 'loading' });
	#people = $state.raw<LinkPeople | null>(null);
	#hospital = $state('');

	named = $state(false);
	person = $state('');
	hours = $state(72);
	annotate = $state(false);
	download = $state(false);
	exact = $state(true);
	uses = $state<Uses>('any');

	/** `place`: the picture on the screen now; null where there is none. */
	constructor(study: string, place: () => LinkPlace | null) {
		this.#study = study;
		this.#shown = place;
	}

	get phase(): OrderPhase {
		return this.#phase;
	}

	/** Null until asked for: nobody chosen yet, or on their way. */
	get people(): LinkPeople | null {
		return this.#people;
	}

	get hospital(): string {
		return this.#hospital;
	}

	get hasPlace(): boolean {
		return this.#place() !== null;
	}

	/** Nothing longer than the hospital allows, its own default among them. */
	hoursOffered(terms: LinkTerms): number[] {
		const all = offered.includes(terms.defaultHours) ? offered : [...offered, terms.defaultHours];
		return all.filter((hours) => hours <= terms.maxHours).sort((a, b) => a - b);
	}

	get complete(): boolean {
		return !this.named || this.#hospital !== '';
	}

	/** Beyond what everybody sees at first: not to be hidden from who chose it. */
	get hasExtras(): boolean {
		return this.annotate || this.download || this.uses !== 'any';
	}

	choices(): Choices {
		const { named, person, hours, annotate, download, exact, uses } = this;
		return {
			named,
			hospital: this.#hospital,
			person,
			hours,
			annotate,
			download,
			exact,
			uses,
			place: this.#place(),
		};
	}

	/** `kept`: choices as they were before the person left to prove who they are; null: a new link. */
	async load(kept: unknown = null): Promise<void> {
		this.#phase = { kind: 'loading' };
		const terms = await askServer('/api/links/terms', LinkTerms);
		if (!terms.ok) {
			this.#phase = { kind: 'unavailable', code: terms.reason };
			return;
		}
		this.hours = terms.value.defaultHours;
		const choices = v.safeParse(Choices, kept);
		if (choices.success) await this.#choose(choices.output, terms.value);
		this.#phase = { kind: 'form', terms: terms.value, problem: null };
	}

	/** As far as the hospital still allows it. */
	async #choose(choices: Choices, terms: LinkTerms): Promise<void> {
		const { named, hospital, person, hours, annotate, download, exact, uses, place } = choices;
		Object.assign(this, { named, annotate, download, exact, uses });
		this.#kept = place;
		if (this.hoursOffered(terms).includes(hours)) this.hours = hours;
		if (!terms.hospitals.some((one) => one.hcode === hospital)) return;
		await this.chooseHospital(hospital);
		if (this.people?.some((one) => one.person === person) === true) this.person = person;
	}

	#place(): LinkPlace | null {
		return this.#kept ?? this.#shown();
	}

	async chooseHospital(hcode: string): Promise<void> {
		this.#hospital = hcode;
		this.person = '';
		this.#people = null;
		if (hcode === '') return;
		const people = await askServer(`/api/links/people?hospital=${encodeURIComponent(hcode)}`, LinkPeople);
		// Without the list the hospital as a whole can still be named.
		if (this.#hospital === hcode) this.#people = people.ok ? people.value : [];
	}

	async make(): Promise<void> {
		if (this.#phase.kind !== 'form' || !this.complete) return;
		const { terms } = this.#phase;
		this.#phase = { kind: 'making', terms };
		const made = await askServer('/api/links', LinkMade, this.#request());
		this.#phase = made.ok
			? { kind: 'made', made: made.value }
			: { kind: 'form', terms, problem: made.reason };
	}

	#request(): LinkRequest {
		const { uses } = this;
		return {
			study: this.#study,
			place: this.exact ? this.#place() : null,
			annotate: this.annotate,
			download: this.download,
			hours: this.hours,
			maxUses: uses === 'any' ? null : uses === 'once' ? 1 : Number(uses),
			oneTime: uses === 'once',
			to: this.#to(),
		};
	}

	#to(): LinkRequest['to'] {
		if (!this.named) return { kind: 'pin' };
		return this.person === ''
			? { kind: 'hospital', hcode: this.#hospital }
			: { kind: 'person', person: this.person };
	}
}
