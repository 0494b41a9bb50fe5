/**
 * A person's session as one tab sees it. The server decides: this only shows what it said, at once in every tab of the browser
 * (a channel between them, and the server's line for what happens elsewhere). Locking doesn't wait for the network: the content
 * leaves the page first, then the server is told, then the whole document is left, so that no picture stays in memory.
 *
 * open -> locked: a tap here or in another tab, the idle time, the server's word.
 * locked -> open: only by the server's word that the same session was proved.
 * any -> over: signed out, ended, or another person's session in this browser.
 */
import { createContext } from 'svelte';
import * as v from 'valibot';
import { StaffSessionView } from '#lib/access/session-view.ts';
import { watchActivity } from './activity.ts';
import { DraftKeeper } from './draft-keeper.ts';
import { LiveLine } from './live-line.ts';
import type { LineNews } from './live-line.ts';
import { lockedAddress, signInAddress } from './return-path.ts';

const warnMs = 60_000;
/** The longest a timer can wait. */
const longestTimerMs = 2 ** 31 - 1;

const TabWord = v.variant('kind', [
	v.object({ kind: v.literal('locked'), session: v.string() }),
	/** Something may have become different, whoever's session it is: ask. */
	v.object({ kind: v.literal('changed') }),
	v.object({ kind: v.literal('over'), session: v.string() }),
	v.object({ kind: v.literal('active'), session: v.string(), view: StaffSessionView }),
]);
type TabWord = v.InferOutput<typeof TabWord>;

export type Phase = 'open' | 'locked' | 'over';

export class SessionState {
	#view: StaffSessionView;
	#phase = $state<Phase>('open');
	#closing = $state(false);
	/** The server's clock minus ours, ms. */
	#skew = 0;
	#channel: BroadcastChannel | null = null;
	#timer: ReturnType<typeof setTimeout> | null = null;
	#lockOwed = false;
	#leaving = false;
	readonly live: LiveLine;
	readonly drafts: DraftKeeper;

	constructor(view: StaffSessionView, study: string | null = null) {
		this.#view = $state.raw(view);
		this.#skew = view.now - Date.now();
		this.#phase = view.locked ? 'locked' : 'open';
		this.live = new LiveLine(study);
		this.drafts = new DraftKeeper(view.person);
	}

	get view(): StaffSessionView {
		return this.#view;
	}

	get phase(): Phase {
		return this.#phase;
	}

	/** The screen locks within a minute unless the person does something. */
	get closing(): boolean {
		return this.#closing && this.#phase === 'open';
	}

	start(): () => void {
		const channel = new BroadcastChannel('hub-session');
		this.#channel = channel;
		channel.addEventListener('message', (message: MessageEvent<unknown>) => {
			const word = v.safeParse(TabWord, message.data);
			if (!word.success) return;
			const { output } = word;
			if (output.kind === 'changed') void this.refresh();
			else if (output.session === this.#view.session) this.#hearTab(output);
		});
		const look = (): void => {
			if (document.hidden) return;
			// A page brought back whole from the browser's cache is about to learn what became of its session.
			this.#leaving = false;
			// Timers stand still in a tab that sleeps: what it shows must not outlast the idle time by a glance.
			if (this.#phase === 'open' && this.#serverNow() >= this.#view.idleEndsAt) this.#hide();
			void this.refresh();
		};
		const back = (): void => {
			if (this.#lockOwed) void this.lock();
		};
		document.addEventListener('visibilitychange', look);
		addEventListener('pageshow', look);
		addEventListener('online', back);
		const ends = [
			watchActivity((agoMs) => void this.#report(agoMs)),
			this.live.listen((news) => this.#hearServer(news)),
			// Before a locked screen there is nothing to hear.
			this.#phase === 'open' ? this.live.start() : () => undefined,
			() => {
				document.removeEventListener('visibilitychange', look);
				removeEventListener('pageshow', look);
				removeEventListener('online', back);
				if (this.#timer !== null) clearTimeout(this.#timer);
				channel.close();
				this.#channel = null;
			},
		];
		this.drafts.tidy();
		this.#arm();
		// A page that begins may be the first after signing in or unlocking: the other tabs ask what that means for them.
		this.#tell({ kind: 'changed' });
		return () => ends.reverse().forEach((end) => end());
	}

	/** One tap. The content is gone when this returns; the promise tells when the server knows. */
	async lock(): Promise<void> {
		this.#hide();
		this.#tell({ kind: 'locked', session: this.#view.session });
		await this.drafts.close();
		this.#lockOwed = true;
		const answer = await ask('/api/session/lock', { method: 'POST' });
		if (answer === null) return;
		this.#lockOwed = false;
		this.#leaveLocked();
	}

	/** Ends the session here and everything kept on this machine. False when the server could not be told. */
	async signOut(): Promise<boolean> {
		const putBack = this.drafts.holdOthers();
		const answer = await ask('/api/session', { method: 'DELETE' });
		if (answer?.ok !== true) return false;
		this.drafts.clear();
		putBack();
		this.#tell({ kind: 'over', session: this.#view.session });
		this.#phase = 'over';
		this.#leave('/sign-in');
		return true;
	}

	/** Says whether others use this machine too. False when the server could not be told. */
	async shareDevice(shared: boolean): Promise<boolean> {
		const answer = await ask('/api/session/device', { method: 'POST', body: JSON.stringify({ shared }) });
		return answer?.ok === true && (await this.#take(answer));
	}

	/** Leaves for the identity provider and comes back to this address; `unfinished` names what to open again there. */
	async prove(unfinished: string | null = null): Promise<void> {
		await this.drafts.flush();
		if (unfinished !== null) sessionStorage.setItem(unfinishedKey, unfinished);
		location.assign(signInAddress(here(), true));
	}

	/** Whether the person left from there to prove who they are; asked once. */
	takeUnfinished(name: string): boolean {
		if (sessionStorage.getItem(unfinishedKey) !== name) return false;
		sessionStorage.removeItem(unfinishedKey);
		return true;
	}

	/** The same where a page has many such places: what follows `beginning` in the name left with. */
	takeUnfinishedOf(beginning: string): string | null {
		const name = sessionStorage.getItem(unfinishedKey);
		if (name?.startsWith(beginning) !== true) return null;
		sessionStorage.removeItem(unfinishedKey);
		return name.slice(beginning.length);
	}

	/** Asks the server how things stand. Without an answer everything stays as it is. */
	async refresh(): Promise<void> {
		const answer = await ask('/api/session', { method: 'GET' });
		if (answer === null || answer.status >= 500) return;
		if (!answer.ok) {
			this.#end();
			return;
		}
		await this.#take(answer);
	}

	async #take(answer: Response): Promise<boolean> {
		const view = v.safeParse(StaffSessionView, await answer.json().catch(() => null));
		if (!view.success || view.output.session !== this.#view.session) {
			// Somebody else's session now, or links only: nothing of this page is theirs.
			this.#end();
			return false;
		}
		this.#show(view.output);
		return true;
	}

	#show(view: StaffSessionView): void {
		this.#view = view;
		this.#skew = view.now - Date.now();
		if (view.locked) {
			this.#hide();
			void this.drafts.close().then(() => this.#leaveLocked());
			return;
		}
		this.#phase = 'open';
		this.#arm();
	}

	#hide(): void {
		if (this.#phase === 'open') this.#phase = 'locked';
	}

	/** Leaves the document: what it held in memory goes with it, and reloading or going back meets the same screen. */
	#leaveLocked(): void {
		if (location.pathname !== '/locked') this.#leave(lockedAddress(here()));
	}

	/** Once: the tabs' channel, the server's line and the answer to a tap may all say the same within a moment. */
	#leave(address: string): void {
		if (this.#leaving) return;
		this.#leaving = true;
		location.replace(address);
	}

	#end(): void {
		this.#phase = 'over';
		void this.drafts.close().then(() => this.#leave(signInAddress(here())));
	}

	async #report(agoMs: number): Promise<void> {
		if (this.#phase !== 'open') return;
		const answer = await ask('/api/session/activity', { method: 'POST', body: JSON.stringify({ agoMs }) });
		if (answer === null || answer.status >= 500) return;
		if (!answer.ok) {
			await this.refresh();
			return;
		}
		if (await this.#take(answer))
			this.#tell({ kind: 'active', session: this.#view.session, view: this.#view });
	}

	#arm(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		const left = this.#endsNext() - this.#serverNow();
		this.#closing = left <= warnMs;
		const wait = left <= warnMs ? left : left - warnMs;
		this.#timer = setTimeout(() => void this.#due(), Math.min(Math.max(wait, 0) + 50, longestTimerMs));
	}

	/** What the clock brings: the lock while open, the end of all once locked. */
	#endsNext(): number {
		const { idleEndsAt, endsAt } = this.#view;
		return this.#phase === 'open' ? Math.min(idleEndsAt, endsAt) : endsAt;
	}

	async #due(): Promise<void> {
		if (this.#serverNow() < this.#endsNext()) {
			this.#arm();
			return;
		}
		this.#hide();
		await this.refresh();
	}

	#hearTab(word: Exclude<TabWord, { kind: 'changed' }>): void {
		switch (word.kind) {
			case 'locked':
				this.#hide();
				void this.refresh();
				return;
			case 'over':
				this.#end();
				return;
			case 'active':
				if (this.#phase === 'open') this.#show(word.view);
		}
	}

	#hearServer(news: LineNews): void {
		if (news.kind === 'session-changed' || news.kind === 'reopened' || news.kind === 'refused')
			void this.refresh();
		if (news.kind === 'ended') void this.refresh();
	}

	#tell(word: TabWord): void {
		this.#channel?.postMessage(word);
	}

	#serverNow(): number {
		return Date.now() + this.#skew;
	}
}

const unfinishedKey = 'hub-unfinished';

function here(): string {
	return `${location.pathname}${location.search}${location.hash}`;
}

/** null: the server could not be reached. */
async function ask(path: string, init: RequestInit): Promise<Response | null> {
	try {
		return await fetch(path, { ...init, headers: { 'content-type': 'application/json' } });
	} catch {
		return null;
	}
}

export const [useStaffSession, provideStaffSession] = createContext<SessionState>();
