/**
 * A question in the making. Everything but the words has a sensible choice already, so that it is asked in a few seconds.
 *
 * editing -> sending -> done;  editing with a problem keeps every word
 */
import { Asked } from '#lib/consult/request/consult-view.ts';
import type { AskingTerms, ConsultOrder, ConsultPlace, ShownTo } from '#lib/consult/request/consult-view.ts';
import type { Urgency } from '#lib/consult/request/consult-state.ts';
import { askServer } from '#lib/session/ask-server.ts';
import { orderedTo } from './ordered-to.ts';

export type FormPhase =
	{ readonly kind: 'editing'; readonly problem: string | null } | { readonly kind: 'sending' | 'done' };

export class QuestionForm {
	readonly #study: string;
	readonly #place: ConsultPlace | null;
	#draft: { readonly id: string; readonly revision: number } | null;
	#phase = $state.raw<FormPhase>({ kind: 'editing', problem: null });

	question = $state('');
	background = $state('');
	urgency = $state<Urgency>('urgent');
	to = $state.raw<ShownTo | null>(null);
	others = $state.raw<readonly string[]>([]);
	atPicture = $state(true);

	/** `place`: the picture on the screen when the form was opened; null where there is none. */
	constructor(study: string, terms: AskingTerms, place: ConsultPlace | null) {
		this.#study = study;
		this.#place = place;
		this.#draft = null;
		this.to = terms.last ?? firstSpecialty(terms);
		if (terms.draft === null) return;
		const { id, revision, question, background, urgency, to, others } = terms.draft;
		this.#draft = { id, revision };
		this.question = question;
		this.background = background;
		this.urgency = urgency;
		this.to = to ?? this.to;
		this.others = others;
	}

	get phase(): FormPhase {
		return this.#phase;
	}
	/** Which form of the server's draft this goes on from; null: none. */
	get draft(): string | null {
		return this.#draft === null ? null : `${this.#draft.id} ${this.#draft.revision}`;
	}
	get hasPlace(): boolean {
		return this.#place !== null;
	}
	get complete(): boolean {
		return this.question.trim() !== '' && this.to !== null;
	}
	get written(): boolean {
		return this.question.trim() !== '' || this.background.trim() !== '';
	}

	withOther(study: string, on: boolean): void {
		this.others = on ? [...this.others, study] : this.others.filter((one) => one !== study);
	}

	/** True when it is with the server. `send` false: as a draft. */
	async submit(send: boolean): Promise<boolean> {
		if (this.#phase.kind !== 'editing' || (send && !this.complete)) return false;
		this.#phase = { kind: 'sending' };
		const asked = await askServer('/api/consults', Asked, this.#order(send));
		this.#phase = asked.ok ? { kind: 'done' } : { kind: 'editing', problem: asked.reason };
		return asked.ok;
	}

	#order(send: boolean): ConsultOrder {
		const { question, background, urgency } = this;
		return {
			study: this.#study,
			others: [...this.others],
			place: this.atPicture ? this.#place : null,
			question,
			background,
			urgency,
			to: this.to === null ? null : orderedTo(this.to),
			send,
			draft: this.#draft,
		};
	}
}

/** Whoever reads pictures for others is the likeliest, if there is one. */
function firstSpecialty(terms: AskingTerms): ShownTo | null {
	const radiology = terms.specialties.find((one) => one.specialty === 'radiology');
	const first = radiology ?? terms.specialties[0];
	return first === undefined ? null : { kind: 'specialty', specialty: first.specialty };
}
