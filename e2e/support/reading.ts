/** What the end-to-end tests do as a person would, and the stable hooks they watch (docs/architecture.md). */
import { createHash } from 'node:crypto';
import { expect, type Locator, type Page } from '@playwright/test';
import type { FrameFormat } from '#lib/archive/manifest.ts';

export interface Link {
	readonly url: string;
	readonly pin: string;
}

/** Taps the link, types the PIN, opens: ends on the study page. */
export async function openLink(page: Page, link: Link, query = ''): Promise<void> {
	await page.goto(query === '' ? link.url : link.url.replace('/s#', `/s?${query}#`));
	await page.getByLabel(/PIN/).fill(link.pin);
	await page.getByRole('button', { name: /เปิดดูภาพ|Open/ }).click();
	await page.waitForURL(/\/studies\//);
}

export function viewport(page: Page, index = 0): Locator {
	return page.locator(`[data-viewport="${String(index)}"]`);
}

export async function untilDiagnostic(page: Page, index = 0): Promise<void> {
	await expect(viewport(page, index)).toHaveAttribute('data-state', 'diagnostic', { timeout: 60_000 });
}

export interface ReadFrame {
	readonly refused: string | null;
	readonly format: FrameFormat | null;
	/** hex SHA-256 of the stored values, little-endian, C order */
	readonly sha256: string | null;
	/** base64 of the same bytes, when asked for */
	readonly bytes: string | null;
}

interface Hub {
	storedFrame(): { values: ArrayBufferView; format: FrameFormat } | null;
	readFrame(
		study: string,
		instance: string,
		frame: number,
	): Promise<{ values: ArrayBufferView; format: FrameFormat } | { refused: string }>;
}

/** Stored values as the page holds them after our own loader: fetched, digest-checked, decoded in the browser. */
export async function readFrame(
	page: Page,
	at: { study: string; instance: string; frame: number },
	withBytes = false,
): Promise<ReadFrame> {
	const answer = await viewport(page).evaluate(async (element, { study, instance, frame }) => {
		const { hub } = element as unknown as { hub: Hub };
		const read = await hub.readFrame(study, instance, frame);
		if ('refused' in read) return { refused: read.refused, format: null, base64: null };
		return { refused: null, format: read.format, base64: encode(read.values) };

		function encode(values: ArrayBufferView): string {
			const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
			let text = '';
			for (let i = 0; i < bytes.length; i += 0x8000) {
				text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
			}
			return btoa(text);
		}
	}, at);
	if (answer.base64 === null) return { ...answer, sha256: null, bytes: null };
	const sha256 = createHash('sha256').update(Buffer.from(answer.base64, 'base64')).digest('hex');
	return { refused: null, format: answer.format, sha256, bytes: withBytes ? answer.base64 : null };
}
