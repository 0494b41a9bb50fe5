/** A hospital's machines as its administrator has them on screen: the first page came with the page itself, the rest is asked for. */
import { DevicesPage } from '#lib/access/devices-view.ts';
import type { SeenDevice } from '#lib/access/devices-view.ts';
import { askServer } from '../ask-server.ts';

export class DeviceRows {
	#page = $state.raw<DevicesPage>({ devices: [], next: null });
	#state = $state.raw<'ready' | 'asking' | 'failed'>('ready');

	constructor(first: DevicesPage) {
		this.#page = first;
	}

	get devices(): readonly SeenDevice[] {
		return this.#page.devices;
	}
	get hasMore(): boolean {
		return this.#page.next !== null;
	}
	get state(): 'ready' | 'asking' | 'failed' {
		return this.#state;
	}

	async more(): Promise<void> {
		const { devices, next } = this.#page;
		if (next === null || this.#state === 'asking') return;
		this.#state = 'asking';
		const page = await askServer('/api/admin/devices', DevicesPage, { after: next });
		this.#state = page.ok ? 'ready' : 'failed';
		if (!page.ok) return;
		// One that was used meanwhile has moved up: not twice.
		const fresh = page.value.devices.filter((one) => !devices.some(({ id }) => id === one.id));
		this.#page = { devices: [...this.#page.devices, ...fresh], next: page.value.next };
	}

	/** Everybody there was signed out. */
	gone(id: string): void {
		this.#page = { ...this.#page, devices: this.#page.devices.filter((one) => one.id !== id) };
	}
}
