import type { Component } from 'svelte';

export interface MenuItem {
	readonly id: string;
	readonly label: string;
	/** Quiet words beside it, e.g. the numbers of a window. */
	readonly note?: string;
	readonly keyName?: string;
	readonly icon?: Component<{ size?: number | string; 'aria-hidden'?: 'true' }>;
	readonly disabled?: boolean;
	/** Present when the choices exclude each other. */
	readonly checked?: boolean;
	run(): void;
}
