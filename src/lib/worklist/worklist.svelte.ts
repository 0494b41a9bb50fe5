/**
 * The list as one person has it before them. Rows never move by themselves: a study that changes is changed in its place, one
 * that comes in waits behind "n new" until it is asked for. What the server says over the live line is only a reason to ask.
 *
 * phase: ready -> searching -> ready | failed(search);  ready -> more -> ready | failed(more)
 */
import { everything } from '#lib/archive/worklist.ts';
import type { SavedFilter, WorklistFilter, WorklistPage, WorklistRow } from '#lib/archive/worklist.ts';
import { soughtText } from '#lib/archive/worklist-text.ts';
import type { SoughtText } from '#lib/archive/worklist-text.ts';
import { cameIn, renewed, withNextPage } from './renewed-rows.ts';
import { askGlimpse, askPage, forgetFilter, saveFilter } from './worklist-client.ts';
import type { WorklistFailure } from './worklist-client.ts';

export interface ListedHospital {
	readonly hcode: string;
	readonly th: string;
	readonly en: string;
}

export interface WorklistStart {
	readonly page: WorklistPage;
	readonly text: string;
	readonly filter: WorklistFilter;
	readonly filters: readonly SavedFilter[];
	readonly hospitals: readonly ListedHospital[];
	/** May open pictures, not only see the list. */
	readonly opens: boolean;
	/** Names are hidden on this machine. */
	readonly hidesNames: boolean;
	/** the server's clock */
	readonly now: number;
}

export type Phase =
	| { readonly kind: 'ready' }
	| { readonly kind: 'searching' }
	| { readonly kind: 'more' }
	| { readonly kind: 'failed'; readonly what: 'search' | 'more'; readonly code: WorklistFailure };

export type LiveNews = { readonly kind: string; readonly study?: unknown };
export type Listen = (listener: (news: LiveNews) => void) => () => void;

const typingMs = 250;
const gatherMs = 400;
const mostAtOnce = 100;
const clockMs = 30_000;

export class Worklist {
	readonly opens: boolean;
	readonly hospitals: readonly ListedHospital[];
	#text = $state('');
	#filter = $state.raw<WorklistFilter>(everything);
	#rows = $state.raw<readonly WorklistRow[]>([]);
	#next = $state.raw<string | null>(null);
	#total = $state.raw<WorklistPage['total']>(null);
	#phase = $state.raw<Phase>({ kind: 'ready' });
	#arrivals = $state.raw<readonly WorklistRow[]>([]);
	#saved = $state.raw<readonly SavedFilter[]>([]);
	#now = $state(0);
	/** What the rows on screen answer. */
	#answered = $state.raw<{ text: string; filter: WorklistFilter }>({ text: '', filter: everything });
	#asking = new AbortController();
	#typing: ReturnType<typeof setTimeout> | null = null;
	#coming: Promise<void> | null = null;
	#heard: readonly string[] = [];
	#gathering: ReturnType<typeof setTimeout> | null = null;

	constructor(start: WorklistStart) {
		this.opens = start.opens;
		this.hospitals = start.hospitals;
		this.#saved = start.filters;
		this.#now = start.now;
		this.#text = start.text;
		this.#filter = start.filter;
		this.#take({ text: start.text, filter: start.filter }, start.page);
	}

	get text(): string {
		return this.#text;
	}
	get filter(): WorklistFilter {
		return this.#filter;
	}
	get rows(): readonly WorklistRow[] {
		return this.#rows;
	}
	get hasMore(): boolean {
		return this.#next !== null;
	}
	get total(): WorklistPage['total'] {
		return this.#total;
	}
	get phase(): Phase {
		return this.#phase;
	}
	get arrivals(): number {
		return this.#arrivals.length;
	}
	get saved(): readonly SavedFilter[] {
		return this.#saved;
	}
	get now(): number {
		return this.#now;
	}
	get sought(): SoughtText {
		return soughtText(this.#text);
	}
	/** What the rows on screen were asked by, which may be a moment behind what is typed. */
	get answered(): { readonly text: string; readonly filter: WorklistFilter } {
		return this.#answered;
	}
	get filtered(): boolean {
		return isFiltered(this.#filter);
	}

	/** In the browser; returns the teardown. */
	start(listen: Listen): () => void {
		this.#now = Date.now();
		const clock = setInterval(() => (this.#now = Date.now()), clockMs);
		const back = (): void => {
			if (this.#phase.kind === 'failed') this.retry();
			else void this.#catchUp();
		};
		addEventListener('online', back);
		const stop = listen((news) => this.#hear(news));
		return () => {
			stop();
			removeEventListener('online', back);
			clearInterval(clock);
			this.#forgetTyping();
			if (this.#gathering !== null) clearTimeout(this.#gathering);
			this.#asking.abort();
		};
	}

	/** Searches once the person pauses. */
	type(text: string): void {
		this.#text = text;
		this.#forgetTyping();
		this.#typing = setTimeout(() => void this.search(), typingMs);
	}

	/** At once: Enter, or the box was cleared. */
	submit(text: string): void {
		this.#text = text;
		void this.search();
	}

	filterBy(change: Partial<WorklistFilter>): void {
		this.#filter = { ...this.#filter, ...change };
		void this.search();
	}

	/** Everything again, in the same order. */
	clearFilter(): void {
		this.filterBy({ ...everything, sort: this.#filter.sort });
	}

	async search(): Promise<void> {
		this.#forgetTyping();
		const asked = { text: this.#text, filter: this.#filter };
		const signal = this.#begin();
		this.#phase = { kind: 'searching' };
		const page = await askPage({ ...asked, after: null }, signal);
		if (signal.aborted) return;
		if (page.ok) {
			this.#take(asked, page.value);
			return;
		}
		this.#fail('search', page.reason);
	}

	/** Whoever asks while a page is on its way waits for that one. */
	more(): Promise<void> {
		this.#coming ??= this.#more().finally(() => (this.#coming = null));
		return this.#coming;
	}

	async #more(): Promise<void> {
		const after = this.#next;
		if (after === null || this.#phase.kind === 'searching') return;
		const signal = this.#begin();
		this.#phase = { kind: 'more' };
		const page = await askPage({ ...this.#answered, after }, signal);
		if (signal.aborted) return;
		if (!page.ok) {
			this.#fail('more', page.reason);
			return;
		}
		this.#rows = withNextPage(this.#rows, page.value.rows);
		this.#next = page.value.next;
		this.#phase = { kind: 'ready' };
	}

	retry(): void {
		if (this.#phase.kind === 'failed' && this.#phase.what === 'more') void this.more();
		else void this.search();
	}

	/** null when saved; else why not. */
	async save(name: string): Promise<WorklistFailure | null> {
		const saved = await saveFilter(name, this.#filter, AbortSignal.timeout(15_000));
		if (!saved.ok) return saved.reason;
		const { value } = saved;
		this.#saved = this.#saved.some((one) => one.id === value.id)
			? this.#saved.map((one) => (one.id === value.id ? value : one))
			: [...this.#saved, value];
		return null;
	}

	async forget(id: string): Promise<WorklistFailure | null> {
		const gone = await forgetFilter(id, AbortSignal.timeout(15_000));
		if (!gone.ok) return gone.reason;
		this.#saved = this.#saved.filter((one) => one.id !== id);
		return null;
	}

	use(saved: SavedFilter): void {
		this.#filter = saved.filter;
		void this.search();
	}

	/** The one whose filter is in use now. */
	get inUse(): SavedFilter | null {
		const now = JSON.stringify(this.#filter);
		return this.#saved.find((one) => JSON.stringify(one.filter) === now) ?? null;
	}

	#take(asked: { text: string; filter: WorklistFilter }, page: WorklistPage): void {
		this.#answered = asked;
		this.#rows = page.rows;
		this.#next = page.next;
		this.#total = page.total;
		this.#arrivals = [];
		this.#phase = { kind: 'ready' };
	}

	/** Whoever may not see the list any more doesn't keep what was in it either. */
	#fail(what: 'search' | 'more', code: WorklistFailure): void {
		this.#phase = { kind: 'failed', what, code };
		if (code !== 'signed-out' && code !== 'not-found' && code !== 'licence-needed') return;
		this.#rows = [];
		this.#next = null;
		this.#total = null;
		this.#arrivals = [];
	}

	#begin(): AbortSignal {
		this.#asking.abort();
		this.#asking = new AbortController();
		return this.#asking.signal;
	}

	#forgetTyping(): void {
		if (this.#typing !== null) clearTimeout(this.#typing);
		this.#typing = null;
	}

	#hear(news: LiveNews): void {
		if (news.kind === 'reopened') void this.#catchUp();
		if (news.kind !== 'study-changed' || typeof news.study !== 'string') return;
		if (!this.#heard.includes(news.study)) this.#heard = [...this.#heard, news.study];
		this.#gathering ??= setTimeout(() => void this.#glance(), gatherMs);
	}

	async #glance(): Promise<void> {
		this.#gathering = null;
		const studies = this.#heard.slice(0, mostAtOnce);
		this.#heard = this.#heard.slice(mostAtOnce);
		if (this.#heard.length > 0) this.#gathering = setTimeout(() => void this.#glance(), gatherMs);
		const asked = this.#answered;
		const glimpse = await askGlimpse({ ...asked, studies }, AbortSignal.timeout(15_000));
		// Another search was answered meanwhile: what it brought is newer than this.
		if (!glimpse.ok || asked !== this.#answered) return;
		this.#renew(glimpse.value.rows, glimpse.value.found);
	}

	/** News may have been missed: the first page is looked at, and nothing on screen is moved. */
	async #catchUp(): Promise<void> {
		const asked = this.#answered;
		const page = await askPage({ ...asked, after: null }, AbortSignal.timeout(15_000));
		if (!page.ok || asked !== this.#answered) return;
		const fits = this.#next === null && page.value.next === null;
		this.#renew(page.value.rows, cameIn(this.#rows, page.value.rows, fits));
	}

	#renew(news: readonly WorklistRow[], found: readonly string[]): void {
		const shown = renewed({ rows: this.#rows, arrivals: this.#arrivals }, news, found);
		this.#rows = shown.rows;
		this.#arrivals = shown.arrivals;
	}
}

export function isFiltered(filter: WorklistFilter): boolean {
	const { modalities, days, hospital, only } = filter;
	return modalities.length > 0 || days !== null || hospital !== null || only !== null;
}
