/** What arrived while this page is open, and how much is unread: for a notice on any page and the menu's badge. */
import * as v from 'valibot';
import { ConsultCounts, ConsultDetail } from '#lib/consult/request/consult-view.ts';
import type { ConsultItem } from '#lib/consult/request/consult-view.ts';
import type { LineNews, LiveLine } from '#lib/session/live-line.ts';
import { askServer } from '#lib/session/ask-server.ts';

/** The signal as the server sends it. */
const Told = v.object({ consult: v.string(), what: v.string(), own: v.boolean() });

/** A notice stays until it is looked at or put away, but no more than these. */
const most = 3;

export type NewsKind =
	'arrived' | 'handed-over' | 'accepted' | 'declined' | 'answered' | 'cancelled' | 'said';
export interface Notice {
	readonly key: number;
	readonly kind: NewsKind;
	readonly item: ConsultItem;
}

export class ConsultNews {
	#unread = $state(0);
	#notices = $state.raw<readonly Notice[]>([]);
	#count = 0;

	/** of what is open */
	get unread(): number {
		return this.#unread;
	}
	get notices(): readonly Notice[] {
		return this.#notices;
	}

	/** `tells`: also notices, not only the count. */
	start(line: LiveLine, tells: boolean): () => void {
		void this.#tally();
		return line.listen((news) => {
			if (news.kind === 'reopened') void this.#tally();
			if (news.kind !== 'consult-changed') return;
			void this.#tally();
			if (tells) void this.#hear(news);
		});
	}

	dismiss(key: number): void {
		this.#notices = this.#notices.filter((one) => one.key !== key);
	}

	async #tally(): Promise<void> {
		const counts = await askServer('/api/consults/counts', ConsultCounts);
		if (counts.ok) this.#unread = counts.value.unreadWaiting + counts.value.unreadAsked;
	}

	async #hear(news: LineNews): Promise<void> {
		const told = v.safeParse(Told, news);
		if (!told.success || told.output.own) return;
		const { consult, what } = told.output;
		const detail = await askServer(`/api/consults/${encodeURIComponent(consult)}`, ConsultDetail);
		if (!detail.ok) return;
		const { consult: item } = detail.value;
		const kind = kindOf(what, item);
		if (kind === null || !item.unread) return;
		// The newest of each consult is enough.
		const others = this.#notices.filter((one) => one.item.id !== item.id);
		this.#notices = [...others, { key: ++this.#count, kind, item }].slice(-most);
	}
}

/** null: nothing to call anybody for. */
function kindOf(what: string, item: ConsultItem): NewsKind | null {
	const mine = item.mine;
	switch (what) {
		case 'request':
		case 'redirect':
			return item.moves.includes('accept') ? 'arrived' : null;
		case 'hand-over':
			return item.moves.includes('accept') ? 'handed-over' : null;
		case 'accept':
			return mine ? 'accepted' : null;
		case 'decline':
			return mine ? 'declined' : null;
		case 'answer':
			return mine ? 'answered' : null;
		case 'cancel':
			return mine ? null : 'cancelled';
		case 'said':
			return 'said';
		default:
			return null;
	}
}
