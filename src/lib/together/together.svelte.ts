/** One person's place in a live session: everything the panel reads and does. */
import { createContext } from 'svelte';
import type { LiveConsult, NewEvent } from '#lib/consult/live/live-consult.ts';
import type { Desk } from './desk.ts';
import { LiveView } from './live-view.svelte.ts';
import { PanelState } from './panel-state.svelte.ts';
import { Presence } from './presence.svelte.ts';
import { tellWhatIsRead } from './receipts.ts';
import type { SeatView } from './seat-view.ts';

export interface TogetherParts {
	readonly live: LiveConsult;
	readonly seat: SeatView;
	readonly desk: Desk;
	/** The reader has left the picture alone for a while. */
	readonly resting: () => boolean;
}

export type Barred = 'past' | 'read-only' | 'full';

export class Together {
	readonly seat: SeatView;
	readonly desk: Desk;
	readonly view: LiveView;
	readonly presence: Presence;
	readonly panel: PanelState;

	constructor({ live, seat, desk, resting }: TogetherParts) {
		this.seat = seat;
		this.desk = desk;
		this.view = new LiveView(live);
		this.presence = new Presence(this.view, resting);
		this.panel = new PanelState(this.view, seat);
	}

	/** Returns the way to leave. */
	start(): () => void {
		const { live } = this.view;
		const read = tellWhatIsRead(live, this.seat.person);
		const ends = [this.view.start(), this.presence.start(), read, live.start()];
		return () => ends.reverse().forEach((end) => end());
	}

	/** Without a roster yet: as the page was told. */
	get mayWrite(): boolean {
		const { you } = this.view;
		const me = you === null ? null : this.view.atPlace(you);
		return me?.mayWrite ?? this.seat.mayWrite;
	}
	/** Why nothing can be written now; null: it can. */
	get barred(): Barred | null {
		if (this.view.past !== null) return 'past';
		if (!this.mayWrite) return 'read-only';
		return this.view.room.kind === 'full' ? 'full' : null;
	}
	/** Why nothing can be taken back: a full record takes that still. */
	get barredToVoid(): Barred | null {
		const { barred } = this;
		return barred === 'full' ? null : barred;
	}

	/** The event's id; null when it may not be written, and the panel says why. */
	write(event: NewEvent): string | null {
		const barred = event.k === 'void' ? this.barredToVoid : this.barred;
		if (barred !== null) {
			this.panel.problem = barred;
			return null;
		}
		return this.view.live.write(event);
	}

	/** Refused once, sent again as a new event: the server may have changed its mind, or the person their rights. */
	retry(id: string): void {
		const one = this.view.live.refused.find(({ event }) => event.id === id);
		if (one === undefined) return;
		if (this.write(one.event) !== null) this.view.live.dismiss(id);
	}
}

export const [useTogether, provideTogether] = createContext<Together>();
