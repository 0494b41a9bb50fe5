/** What the panel holds that must outlive it: another study of the consult is another page below it, and half a sentence stays. */
import * as v from 'valibot';
import type { LiveView } from './live-view.svelte.ts';
import { nothingRead, readUpTo, unreadOf } from './unread.ts';
import type { ReadTo, Section, Unread } from './unread.ts';

export type Tab = Section | 'answer';
export const tabs: readonly Tab[] = ['talk', 'marks', 'keys', 'answer'];

const Kept = v.object({ marks: v.number(), talk: v.number(), keys: v.number() });

export class PanelState {
	readonly #view: LiveView;
	readonly #me: string;
	readonly #place: string;
	tab = $state<Tab>('talk');
	/** On a tablet or phone the panel is a sheet. */
	open = $state(false);
	/** The thread that is open, by its first message. */
	thread = $state<string | null>(null);
	/** Written and not sent, by thread; '' is the general talk. */
	readonly drafts = $state<Record<string, string>>({});
	/** The last thing that could not be done, as a key of the words. */
	problem = $state<
		'built-on' | 'past' | 'read-only' | 'full' | 'no-picture' | 'preview' | 'elsewhere' | null
	>(null);
	#readTo = $state.raw<ReadTo>(nothingRead);
	readonly unread: Unread = $derived.by(() => unreadOf(this.#view.recorded, this.#readTo, this.#me));

	constructor(view: LiveView, { consult, person }: { readonly consult: string; readonly person: string }) {
		this.#view = view;
		this.#me = person;
		this.#place = `hub-consult-read:${consult}:${person}`;
		this.#readTo = restore(this.#place);
	}

	get unreadInAll(): number {
		const { marks, talk, keys } = this.unread;
		return marks + talk + keys;
	}

	/** The reader has this section before them. */
	seen(section: Section): void {
		const upTo = readUpTo(this.#view.recorded);
		if (upTo <= this.#readTo[section]) return;
		this.#readTo = { ...this.#readTo, [section]: upTo };
		try {
			localStorage.setItem(this.#place, JSON.stringify(this.#readTo));
		} catch {
			// No room or no storage: it is unread again after a reload, which harms nobody.
		}
	}
}

function restore(place: string): ReadTo {
	const kept = v.safeParse(v.pipe(v.string(), v.parseJson(), Kept), localStorage.getItem(place));
	return kept.success ? kept.output : nothingRead;
}
