/**
 * A link in the making: what its form holds, and how far it got. Two taps make one with what is chosen already.
 *
 * loading -> form -> making -> made; form with a problem keeps every choice.
 */
import { LinkMade, LinkPeople, LinkTerms } from '#lib/access/link-view.ts';
import type { LinkPlace, LinkRequest } from '#lib/access/link-view.ts';
import { askServer } from '#lib/session/ask-server.ts';

export type OrderPhase =
	| { readonly kind: 'loading' }
	| { readonly kind: 'unavailable'; readonly code: string }
	| { readonly kind: 'form'; readonly terms: LinkTerms; readonly problem: string | null }
	| { readonly kind: 'making'; readonly terms: LinkTerms }
	| { readonly kind: 'made'; readonly made: LinkMade };

export type Uses = 'any' | 'once' | '1' | '3' | '10';

/** Hours that the form offers, as far as the hospital allows. */
const offered = [4, 24, 72, 168, 336, 720];

export class LinkOrder {
	readonly #study: string;
	readonly #place: () => LinkPlace | null;
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
		this.#place = place;
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

	async load(): Promise<void> {
		this.#phase = { kind: 'loading' };
		const terms = await askServer('/api/links/terms', LinkTerms);
		if (!terms.ok) {
			this.#phase = { kind: 'unavailable', code: terms.reason };
			return;
		}
		this.hours = terms.value.defaultHours;
		this.#phase = { kind: 'form', terms: terms.value, problem: null };
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
