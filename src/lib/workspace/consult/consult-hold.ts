/**
 * The room's place on a page before it is there: what brings it is small, what it brings (the line, the record, the panel) is
 * not, and the first picture goes before it.
 */
import { again } from '#lib/base/again.ts';
import type { ConsultRoom, ConsultRoomParts } from './consult-room.svelte.ts';

export class ConsultHold {
	readonly parts: ConsultRoomParts;
	#room: Promise<ConsultRoom> | null = null;
	#leave: (() => void) | null = null;
	#closed = false;

	constructor(parts: ConsultRoomParts) {
		this.parts = parts;
	}

	/** This consult's page of one of its studies; null: another study. */
	addressOf(study: string): string | null {
		const { consult, studies } = this.parts.seat;
		if (!studies.includes(study)) return null;
		return `/consults/${encodeURIComponent(consult)}?${new URLSearchParams({ study }).toString()}`;
	}

	/** Comes into the room; a second call finds the same one. Rejects when it can't be brought: ask again later. */
	open(): Promise<ConsultRoom> {
		const room = this.#room ?? this.#bring();
		this.#room = room;
		room.catch(() => {
			if (this.#room === room) this.#room = null;
		});
		return room;
	}

	close(): void {
		this.#closed = true;
		this.#leave?.();
		this.#leave = null;
	}

	async #bring(): Promise<ConsultRoom> {
		const { ConsultRoom } = await again(() => import('./consult-room.svelte.ts'));
		const room = new ConsultRoom(this.parts);
		if (!this.#closed) this.#leave = room.start();
		return room;
	}
}
