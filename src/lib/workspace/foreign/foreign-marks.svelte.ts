/**
 * What other systems stored about the open study: fetched once the first picture stands, and only when the study holds such
 * objects at all. Each can be put on and off the pictures; the viewport shows what is on.
 */
import * as v from 'valibot';
import { ForeignStudy } from '#lib/annotation/exchange/foreign-study.ts';
import type { ForeignLook, ForeignObject } from '#lib/annotation/exchange/foreign-study.ts';
import { ownManufacturer } from '#lib/dicom/objects/own-manufacturer.ts';
import { isForeignClass } from '#lib/dicom/objects/read/foreign-classes.ts';
import { stackOf } from '#lib/viewer/frames/stack.ts';
import type { ReadingSession } from '../reading-session.svelte.ts';
import { seenOf } from './foreign-look.ts';
import { shownMarks } from './shown-marks.ts';

export type ForeignState =
	| { readonly kind: 'none' }
	| { readonly kind: 'loading' }
	| { readonly kind: 'failed' }
	| { readonly kind: 'ready'; readonly objects: readonly ForeignObject[]; readonly left: number };

export class ForeignMarks {
	readonly #session: ReadingSession;
	readonly #inConsult: boolean;
	state = $state.raw<ForeignState>({ kind: 'none' });
	/** SOP Instance UIDs */
	#off = $state.raw<readonly string[]>([]);

	/** `inConsult`: its own marks stand on the pictures already; what this product handed back of them waits to be asked for. */
	constructor(session: ReadingSession, inConsult: boolean) {
		this.#session = session;
		this.#inConsult = inConsult;
	}

	/** Resolves when it is known what there is. */
	async load(signal: AbortSignal): Promise<void> {
		const { study } = this.#session;
		const any = study.series.some(({ instances }) =>
			instances.some((one) => one.kind !== 'image' && isForeignClass(one.sopClass)),
		);
		if (!any) return;
		this.state = { kind: 'loading' };
		const read = await fetchForeign(`/api/studies/${study.study}/foreign-marks`, signal);
		if (signal.aborted) return;
		this.state =
			read === null ? { kind: 'failed' } : { kind: 'ready', objects: read.objects, left: read.left };
		if (read !== null && this.#inConsult) this.#off = read.objects.filter(isOwn).map((one) => one.instance);
		this.#show();
	}

	isOn(object: ForeignObject): boolean {
		return !this.#off.includes(object.instance);
	}

	toggle(object: ForeignObject): void {
		const { instance } = object;
		this.#off = this.isOn(object) ? [...this.#off, instance] : this.#off.filter((one) => one !== instance);
		this.#show();
	}

	/** The picture that a mark, a key image or a look belongs to; false when it isn't shown here. */
	open(instance: string, frame: number): boolean {
		const { viewport } = this.#session;
		this.#session.openImage(instance);
		const at = viewport.stack.findIndex((place) => place.instance.uid === instance && place.frame === frame);
		if (at < 0) return false;
		viewport.scrollTo(at);
		return true;
	}

	/** Window, inversion, turn and part of the picture as the author had them. */
	wear(look: ForeignLook, frame: number): void {
		if (!this.open(look.instance, frame)) return;
		const { viewport } = this.#session;
		const { instance } = viewport;
		if (instance !== null)
			viewport.wear(viewport.index, seenOf(look, instance, { frame, box: viewport.box }));
	}

	/** The frame a look is about: the first it names. */
	frameOf(look: ForeignLook): number {
		return look.frames?.[0] ?? 1;
	}

	/** Every picture of the study that can be opened at all. */
	has(instance: string): boolean {
		return this.#session.study.series.some((series) =>
			stackOf(series).some((place) => place.instance.uid === instance),
		);
	}

	#show(): void {
		const objects = this.state.kind === 'ready' ? this.state.objects.filter((one) => this.isOn(one)) : [];
		this.#session.viewport.foreign = shownMarks(objects);
	}
}

function isOwn({ origin }: ForeignObject): boolean {
	return origin.manufacturer === ownManufacturer;
}

async function fetchForeign(url: string, signal: AbortSignal): Promise<ForeignStudy | null> {
	try {
		const answer = await fetch(url, { signal });
		if (!answer.ok) return null;
		const parsed = v.safeParse(ForeignStudy, await answer.json());
		return parsed.success ? parsed.output : null;
	} catch {
		// The line, or we stopped it: the screen offers another try.
		return null;
	}
}
