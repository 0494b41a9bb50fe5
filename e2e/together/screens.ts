import type { BrowserContext, Page } from '@playwright/test';

export interface Seat {
	readonly context: BrowserContext;
	readonly page: Page;
}

/** The specialist, who asked, and her nurse. */
export interface Screens {
	readonly desktop: Seat;
	readonly tablet: Seat;
	readonly phone: Seat;
}

export const names = {
	specialist: 'นพ.ธนกร เลิศปัญญา',
	doctor: 'พญ.ปาริชาต ศรีวิไล',
	nurse: 'นางสาวกัลยา พูนทรัพย์',
} as const;
