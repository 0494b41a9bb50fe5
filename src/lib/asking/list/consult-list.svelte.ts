/**
 * One of a person's lists as it stands before them. Rows never move by themselves: one that changes is changed in its place, one
 * that went elsewhere stays and says so, one that came in waits behind "n new" until it is asked for. An empty list has nothing
 * to move: there it shows at once.
 */
import { ConsultList as Answer } from '#lib/consult/request/consult-view.ts';
import type { ConsultBox, ConsultCounts, ConsultItem } from '#lib/consult/request/consult-view.ts';
import { isDue } from '#lib/consult/request/consult-state.ts';
import type { LiveLine } from '#lib/session/live-line.ts';
import { askServer } from '#lib/session/ask-server.ts';
import type { TickingClock } from '../ticking-clock.svelte.ts';

const typingMs = 250;

export type ListFilter = 'emergency' | 'late' | 'unread' | 'mine';
export type Phase =
	| { readonly kind: 'ready' }
	| { readonly kind: 'loading' }
	| { readonly kind: 'failed'; readonly code: string };

export class ConsultRows {
	readonly #clock: TickingClock;
	#box = $state<ConsultBox>('waiting');
	#show = $state<'open' | 'over'>('open');
	#text = $state('');
	#filters = $state.raw<readonly ListFilter[]>([]);
	#items = $state.raw<readonly ConsultItem[]>([]);
	#latest = $state.raw<readonly ConsultItem[]>([]);
	#more = $state(false);
	#counts = $state.raw<ConsultCounts>({ waiting: 0, asked: 0, unreadWaiting: 0, unreadAsked: 0 });
	#phase = $state.raw<Phase>({ kind: 'ready' });
	#turn = 0;
	#typing: ReturnType<typeof setTimeout> | null = null;

	constructor(box: ConsultBox, first: Answer, clock: TickingClock) {
		this.#clock = clock;
		this.#box = box;
		this.#take(first);
	}

	get box(): ConsultBox {
		return this.#box;
	}
	get show(): 'open' | 'over' {
		return this.#show;
	}
	get text(): string {
		return this.#text;
	}
	get phase(): Phase {
		return this.#phase;
	}
	get counts(): ConsultCounts {
		return this.#counts;
	}
	get more(): boolean {
		return this.#more;
	}
	get filtered(): boolean {
		return this.#filters.length > 0 || this.#text.trim() !== '';
	}
	readonly rows = $derived.by(() => this.#items.filter((item) => this.#passes(item)));
	/** Came in since, and not shown yet. */
	readonly arrivals = $derived.by(
		() => this.#latest.filter((one) => !this.#items.some((shown) => shown.id === one.id)).length,
	);

	isOn(filter: ListFilter): boolean {
		return this.#filters.includes(filter);
	}
	/** It is no longer in this list, and stays where it was so that nothing moves. */
	hasLeft(item: ConsultItem): boolean {
		return !this.#latest.some((one) => one.id === item.id);
	}

	start(line: LiveLine): () => void {
		const end = line.listen((news) => {
			// `opened` too: between the page's making and here a question may have come or been taken.
			const { kind } = news;
			if (kind === 'consult-changed' || kind === 'opened' || kind === 'reopened') void this.#ask('quietly');
		});
		return () => {
			end();
			if (this.#typing !== null) clearTimeout(this.#typing);
		};
	}

	toggle(filter: ListFilter): void {
		this.#filters = this.isOn(filter)
			? this.#filters.filter((one) => one !== filter)
			: [...this.#filters, filter];
	}
	open(box: ConsultBox): Promise<void> {
		this.#box = box;
		this.#items = [];
		this.#latest = [];
		return this.#ask('anew');
	}
	showing(show: 'open' | 'over'): Promise<void> {
		this.#show = show;
		return this.#ask('anew');
	}
	type(text: string): void {
		this.#text = text;
		if (this.#typing !== null) clearTimeout(this.#typing);
		this.#typing = setTimeout(() => void this.#ask('anew'), typingMs);
	}
	everything(): Promise<void> {
		this.#filters = [];
		this.#text = '';
		return this.#ask('anew');
	}
	showArrivals(): void {
		this.#items = this.#latest;
	}
	/** By the reader's own tap: the list may move. */
	reload(): Promise<void> {
		return this.#ask('anew');
	}

	async #ask(how: 'anew' | 'quietly'): Promise<void> {
		const turn = ++this.#turn;
		if (how === 'anew') this.#phase = { kind: 'loading' };
		const search = { box: this.#box, show: this.#show, text: this.#text };
		const answer = await askServer('/api/consults/search', Answer, search);
		if (turn !== this.#turn) return;
		if (!answer.ok) {
			this.#phase = { kind: 'failed', code: answer.reason };
			return;
		}
		const anew = this.#phase.kind === 'loading' || this.#items.length === 0;
		this.#phase = { kind: 'ready' };
		if (anew) this.#take(answer.value);
		else this.#renew(answer.value);
	}

	#take(answer: Answer): void {
		this.#renew(answer);
		this.#items = answer.items;
	}

	#renew(answer: Answer): void {
		this.#clock.set(answer.now);
		this.#counts = answer.counts;
		this.#more = answer.more;
		this.#latest = answer.items;
		this.#items = this.#items.map((item) => answer.items.find((one) => one.id === item.id) ?? item);
	}

	#passes(item: ConsultItem): boolean {
		return this.#filters.every((filter) => {
			switch (filter) {
				case 'emergency':
					return item.urgency === 'emergency';
				case 'late':
					return isDue(item.state) && item.dueAt !== null && this.#clock.now >= item.dueAt;
				case 'unread':
					return item.unread;
				case 'mine':
					return item.mine || item.to?.kind === 'person' || item.moves.includes('hand-over');
			}
		});
	}
}
