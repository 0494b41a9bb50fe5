/** Planes that came already: small (32 KB for a CT slice), and a reader goes back and forth. */
import type { OverlayPlane } from '#lib/archive/overlay-plane.ts';

const most = 64;

export class OverlayMemory {
	/** The last used stands last. null: that group has no plane for that frame. */
	readonly #kept = new Map<string, OverlayPlane | null>();

	has(key: string): boolean {
		return this.#kept.has(key);
	}

	get(key: string): OverlayPlane | null {
		const plane = this.#kept.get(key);
		if (plane !== undefined) this.keep(key, plane);
		return plane ?? null;
	}

	keep(key: string, plane: OverlayPlane | null): void {
		this.#kept.delete(key);
		this.#kept.set(key, plane);
		const [oldest] = this.#kept.keys();
		if (this.#kept.size > most && oldest !== undefined) this.#kept.delete(oldest);
	}
}
