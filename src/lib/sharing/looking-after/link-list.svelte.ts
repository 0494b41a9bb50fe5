/**
 * The links on screen: as they came with the page, asked for again whenever the server's line says that one changed, so that an
 * opening shows while the maker looks.
 */
import * as v from 'valibot';
import { LinkList } from '#lib/access/link-view.ts';
import type { LinkView } from '#lib/access/link-view.ts';
import type { LineNews, LiveLine } from '#lib/session/live-line.ts';
import { askServer } from '#lib/session/ask-server.ts';

export type Whose = 'own' | 'hospital';

/** Several openings at once are one question. */
const gatherMs = 250;

export class LinkShelf {
	#whose = $state<Whose>('own');
	#list = $state.raw<LinkList>({ now: 0, links: [] });
	#problem = $state<string | null>(null);
	#busy = $state(false);
	#skew = 0;
	#timer: ReturnType<typeof setTimeout> | null = null;

	constructor(whose: Whose, list: LinkList) {
		this.#whose = whose;
		this.#take(list);
	}

	get whose(): Whose {
		return this.#whose;
	}

	get living(): readonly LinkView[] {
		return this.#list.links.filter((link) => isLiving(link));
	}

	get over(): readonly LinkView[] {
		return this.#list.links.filter((link) => !isLiving(link));
	}

	/** Why the list may be old; null when it isn't. */
	get problem(): string | null {
		return this.#problem;
	}

	get busy(): boolean {
		return this.#busy;
	}

	/** by the server's clock */
	now(): number {
		return Date.now() + this.#skew;
	}

	follow(live: LiveLine): () => void {
		const stop = live.listen((news: LineNews) => {
			if (news.kind !== 'link-changed' && news.kind !== 'reopened') return;
			this.#timer ??= setTimeout(() => void this.refresh(), gatherMs);
		});
		return () => {
			stop();
			if (this.#timer !== null) clearTimeout(this.#timer);
		};
	}

	async show(whose: Whose): Promise<void> {
		if (this.#whose === whose) return;
		this.#whose = whose;
		this.#list = { now: this.#list.now, links: [] };
		this.#busy = true;
		await this.refresh();
		this.#busy = false;
	}

	async refresh(): Promise<void> {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		const whose = this.#whose;
		const came = await askServer(`/api/links?of=${whose}`, LinkList);
		if (this.#whose !== whose) return;
		if (came.ok) this.#take(came.value);
		this.#problem = came.ok ? null : came.reason;
	}

	/** null when it is over now; else the code of why it isn't. */
	async revoke(link: string): Promise<string | null> {
		const done = await askServer(`/api/links/${encodeURIComponent(link)}/revoke`, v.null(), {});
		await this.refresh();
		// Somebody else was faster: what was wanted has happened.
		return done.ok || done.reason === 'already-revoked' ? null : done.reason;
	}

	#take(list: LinkList): void {
		this.#list = list;
		this.#skew = list.now - Date.now();
	}
}

/** Used up, a link still shows its pictures to whoever opened it: it can be withdrawn. */
export function isLiving(link: LinkView): boolean {
	return link.state !== 'expired' && link.state !== 'revoked';
}
