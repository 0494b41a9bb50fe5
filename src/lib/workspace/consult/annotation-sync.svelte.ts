/**
 * Marks between the record and the picture. Drawing goes out on the fast lane while it moves and is one event when it rests; what
 * is shown is the fold of all events, what the server didn't take, and what others are drawing this moment. Nobody's mark is
 * touched by anybody else: a later form or a removal names only marks of one's own (the server refuses others).
 */
import type { Annotation } from '#lib/annotation/annotation.ts';
import type { FastMessage } from '#lib/consult/live/fast-message.ts';
import type { Mark } from '#lib/consult/record/fold.ts';
import { having, nobody, ofThose, only } from '#lib/together/by-place.ts';
import type { ByPlace } from '#lib/together/by-place.ts';
import type { Together } from '#lib/together/together.svelte.ts';
import { isPersonColour } from '#lib/viewer/marks/mark.ts';
import type { MarkSink, PersonColour, PointedPlace, ShownMark } from '#lib/viewer/marks/mark.ts';
import { formsOf } from './forms-of.ts';
import { OwnActs } from './own-acts.svelte.ts';

interface Moving {
	readonly mark: Annotation;
	/** the mark that is being changed */
	readonly base: string | null;
	/** Let go of: shown until its event comes. */
	readonly ending: boolean;
	/** How many forms its author had written when it was last seen to move: one more, and it has come to rest. */
	readonly forms: number;
}

const endingMs = 2000;

export interface AnnotationParts {
	readonly together: Together;
	/** Why the server refused, as a sentence. */
	readonly reason: (code: string) => string;
	readonly pointing: (place: PointedPlace | null, laser: boolean) => void;
	/** The reader is busy with the picture. */
	readonly busy: () => void;
}

export class AnnotationSync implements MarkSink {
	readonly #parts: AnnotationParts;
	readonly #acts: OwnActs;
	#moving = $state.raw<ByPlace<Moving>>(nobody());

	/** Everything that may be shown, whatever picture it lies on. */
	readonly shown: readonly ShownMark[] = $derived.by(() => [
		...this.#settled(),
		...this.#refused(),
		...this.#inMotion(),
	]);

	constructor(parts: AnnotationParts) {
		this.#parts = parts;
		this.#acts = new OwnActs({
			make: (root, mark) => this.#make(root, mark),
			stands: (root, form) => this.#stands(root, form),
		});
	}

	/** Returns the way to stop. */
	start(): () => void {
		const { view } = this.#parts.together;
		const ends = [
			view.live.hear((from, message) => message.kind === 'moving' && this.#hear(from, message)),
			view.live.listen((what) => {
				if (what === 'record') this.#settle();
				if (what === 'roster') this.#dropGone();
			}),
		];
		return () => ends.forEach((end) => end());
	}

	get colour(): PersonColour {
		const { view, seat } = this.#parts.together;
		return personColour(view.personOf(seat.person).colour);
	}
	get pointsOnly(): boolean {
		return !this.#parts.together.mayWrite;
	}
	get full(): boolean {
		return this.#parts.together.barred === 'full';
	}
	get undoable(): boolean {
		return this.#acts.undoable;
	}
	get redoable(): boolean {
		return this.#acts.redoable;
	}

	moving(mark: Annotation | null, base: string | null): void {
		const { presence, view, barred } = this.#parts.together;
		this.#parts.busy();
		if (presence.mine.quiet || barred !== null) return;
		view.live.send({ kind: 'moving', mark: mark === null ? null : { ...mark, seen: [] }, base });
	}

	rest(mark: Annotation, base: string | null): string {
		const { together } = this.#parts;
		const before = base === null ? null : this.#markOf(base);
		const form = together.write({ k: 'ann', base: before?.event.id ?? null, mark });
		if (form === null) return '';
		const root = before?.id ?? form;
		this.#acts.did({ root, before: before?.event.mark ?? null, after: mark, form });
		return root;
	}

	remove(id: string): void {
		const mark = this.#markOf(id);
		if (mark === null) {
			// One that the server refused: only this screen has it.
			this.#parts.together.view.live.dismiss(id);
			return;
		}
		if (this.#make(id, null) !== 'barred')
			this.#acts.did({ root: id, before: mark.event.mark, after: null, form: null });
	}

	undo(): void {
		if (this.#acts.undo() === 'built-on') this.#parts.together.panel.problem = 'built-on';
	}
	redo(): void {
		if (this.#acts.redo() === 'built-on') this.#parts.together.panel.problem = 'built-on';
	}

	pointing(place: PointedPlace | null, laser: boolean): void {
		this.#parts.pointing(place, laser);
	}

	#settled(): ShownMark[] {
		const { view, seat } = this.#parts.together;
		const changing = [...this.#moving.values()].flatMap(({ base }) => base ?? []);
		return view.consultation.marks
			.filter(({ id }) => !changing.includes(id))
			.map((mark) => ({
				...this.#by(mark.author),
				id: mark.id,
				mark: mark.event.mark,
				mine: mark.author === seat.person && view.past === null,
				state: mark.stored ? 'stored' : 'local',
				rivals: mark.rivals.length,
				origin: null,
			}));
	}

	#refused(): ShownMark[] {
		const { view, seat } = this.#parts.together;
		return view.refused.flatMap(({ event, reason }) =>
			event.k === 'ann'
				? [
						{
							...this.#by(seat.person),
							id: event.id,
							mark: event.mark,
							mine: true,
							state: 'refused' as const,
							reason: this.#parts.reason(reason),
							rivals: 0,
							origin: null,
						},
					]
				: [],
		);
	}

	#inMotion(): ShownMark[] {
		const { view } = this.#parts.together;
		if (view.past !== null) return [];
		return [...this.#moving].flatMap(([place, { mark }]) => {
			const person = view.atPlace(place);
			if (person === null) return [];
			return [
				{
					...this.#by(person.person),
					id: `moving-${place}`,
					mark,
					mine: false,
					state: 'moving' as const,
					rivals: 0,
					origin: null,
				},
			];
		});
	}

	#by(person: string): Pick<ShownMark, 'author' | 'initials' | 'colour'> {
		const { name, initials, colour } = this.#parts.together.view.personOf(person);
		return { author: name, initials, colour: personColour(colour) };
	}

	#markOf(id: string): Mark | null {
		return this.#parts.together.view.consultation.marks.find((mark) => mark.id === id) ?? null;
	}

	#make(root: string, mark: Annotation | null): { form: string | null } | 'barred' {
		const { together } = this.#parts;
		const { view } = together;
		const barred = mark === null ? together.barredToVoid : together.barred;
		if (barred !== null) {
			together.panel.problem = barred;
			return 'barred';
		}
		const forms = formsOf(root, view.recorded);
		if (mark !== null) {
			const form = together.write({ k: 'ann', base: forms[0]?.id ?? null, mark });
			return form === null ? 'barred' : { form };
		}
		// All its forms, or the one before would come back.
		for (const { id } of forms)
			if (!view.consultation.voided.has(id)) together.write({ k: 'void', of: id, why: 'mistake' });
		return { form: null };
	}

	#stands(root: string, form: string | null): boolean {
		const { keyImages } = this.#parts.together.view.consultation;
		const mark = this.#markOf(root);
		if ((mark?.event.id ?? null) !== form || (mark?.rivals.length ?? 0) > 0) return false;
		return form === null || !keyImages.some(({ event }) => event.marks.includes(form));
	}

	#hear(from: number, { mark, base }: FastMessage & { kind: 'moving' }): void {
		const last = this.#moving.get(from);
		if (mark !== null) {
			const forms = this.#formsAt(from);
			this.#moving = having(this.#moving, from, { mark, base, ending: false, forms });
		} else if (last !== undefined) {
			this.#moving = having(this.#moving, from, { ...last, ending: true });
			setTimeout(() => this.#end(), endingMs);
		}
	}

	/** Their events have come, or never will. */
	#end(): void {
		this.#moving = only(this.#moving, ({ ending }) => !ending);
	}

	/** The event often comes before the word that the mark was let go of, which waits its turn: from then on it stands, once. */
	#settle(): void {
		this.#moving = only(this.#moving, ({ ending, forms }, from) => !ending && this.#formsAt(from) <= forms);
	}

	#formsAt(place: number): number {
		const { view } = this.#parts.together;
		const person = view.atPlace(place)?.person;
		return view.recorded.filter(({ event }) => event.k === 'ann' && event.by === person).length;
	}

	#dropGone(): void {
		this.#moving = ofThose(this.#moving, this.#parts.together.view.live.roster);
	}
}

export function personColour(value: number): PersonColour {
	return isPersonColour(value) ? value : 0;
}
