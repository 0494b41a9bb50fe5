/**
 * Lines that break as they do in a hospital: one that dies and is then reset by a proxy, two people at one computer. Nothing that was written is lost or written twice, and nobody stays in the room who has left.
 */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { TestServer } from '../../tests/server.ts';
import type { Sitting } from '../support/consult.ts';
import { untilDiagnostic } from '../support/reading.ts';
import { onScreen, panel, people, say, standing, tab, untilLive } from '../support/room.ts';
import { signInAs } from '../support/staff.ts';
import type { Wire } from '../support/wire.ts';
import { names } from './screens.ts';
import type { Screens } from './screens.ts';

const said = (page: Page, text: string) => panel(page).locator('[data-message]', { hasText: text });

export async function resetLine({ desktop, tablet }: Screens, wire: Wire): Promise<void> {
	await test.step('what is written and drawn while the line dies and is reset waits and arrives', async () => {
		// First it is only dead: what is written then goes out, and never comes to anybody.
		wire.hush();
		await say(tablet.page, 'ส่งตอนไม่มีสัญญาณ');
		await expect(standing(tablet.page)).toHaveAttribute('data-unsent', '1');
		wire.cut();
		await expect(standing(tablet.page)).toHaveAttribute('data-standing', 'reconnecting');
		await expect(people(desktop.page)).toHaveCount(2);
		await tablet.page.keyboard.press('Escape');
		await expect(tablet.page.locator('textarea:focus, input:focus')).toHaveCount(0);
		await tablet.page.keyboard.press('l');
		const [from, to] = [await onScreen(tablet.page, [100, 180]), await onScreen(tablet.page, [100, 220])];
		await tablet.page.mouse.move(from.x, from.y);
		await tablet.page.mouse.down();
		await tablet.page.mouse.move(to.x, to.y, { steps: 4 });
		await tablet.page.mouse.up();
		await expect(tablet.page.locator('[data-mark][data-state="local"]')).toHaveCount(1);
		await expect(standing(tablet.page)).toHaveAttribute('data-unsent', '2');
		await say(desktop.page, 'ยังอยู่ไหมครับ');
		wire.mend();
		await untilLive(tablet.page);
		await expect(standing(tablet.page)).toHaveAttribute('data-unsent', '0');
		await expect(said(desktop.page, 'ส่งตอนไม่มีสัญญาณ')).toHaveCount(1);
		await tab(tablet.page, 'talk');
		await expect(said(tablet.page, 'ยังอยู่ไหมครับ')).toHaveCount(1);
		await expect(people(desktop.page)).toHaveCount(3);
	});
}

export async function oneComputer(
	{ desktop, tablet, phone }: Screens,
	{ server, sitting }: { server: TestServer; sitting: Sitting },
): Promise<void> {
	const words = 'หมอเขียนไว้ก่อนลุกไป';
	const keptOfOthers = (page: Page): Promise<number> =>
		page.evaluate(async () => {
			const { person } = (await (await fetch('/api/session')).json()) as { person: string };
			const drafts = Object.keys(localStorage).filter((name) => name.startsWith('hub-draft:'));
			return drafts.filter((name) => !name.startsWith(`hub-draft:${person}:`)).length;
		});

	await test.step('threat-13: two people at one computer: what the first left is kept for them and never the second’s', async () => {
		const first = tablet.page;
		await phone.page.close();
		await tab(desktop.page, 'talk');
		await first.goto(sitting.address);
		await untilLive(first);
		await first.routeWebSocket(/\/live\?/, (socket) => void socket.close({ code: 1011 }));
		await first.reload();
		await untilDiagnostic(first);
		await expect(standing(first)).toHaveAttribute('data-standing', 'connecting');
		await say(first, words);
		await expect(standing(first)).toHaveAttribute('data-unsent', '1');

		// The nurse signs in on it, in another tab.
		await signInAs(tablet.context, server, 'clinic-staff', { hospital: '99001' });
		const second = await tablet.context.newPage();
		await second.goto(sitting.address);
		await first.waitForURL(/\/sign-in/);
		await expect(first.locator('[data-viewport]')).toHaveCount(0);
		await untilDiagnostic(second);
		await untilLive(second);
		await tab(second, 'talk');
		await expect(said(second, 'ยังอยู่ไหมครับ')).toHaveCount(1);
		await expect(standing(second)).toHaveAttribute('data-unsent', '0');
		await expect(said(second, words)).toHaveCount(0);
		await expect(people(desktop.page)).toHaveCount(2);
		await expect(panel(desktop.page).locator('[data-person]', { hasText: names.nurse })).toHaveCount(1);
		expect(await keptOfOthers(second)).toBe(1);

		// She leaves, which empties the browser's store of what is hers.
		await second.goto(`${server.origin}/consults`);
		await second.getByRole('button', { name: 'ออกจากระบบ' }).click();
		await second.getByRole('dialog').getByRole('button', { name: 'ออกจากระบบ' }).click();
		await second.waitForURL(/\/sign-in/);
		await second.close();
		await expect(people(desktop.page)).toHaveCount(1);

		await signInAs(tablet.context, server, 'rural-doctor', { hospital: '99001' });
		const back = await tablet.context.newPage();
		await back.goto(sitting.address);
		await untilDiagnostic(back);
		await untilLive(back);
		await expect(said(desktop.page, words)).toHaveCount(1);
		await expect(said(desktop.page, words)).toContainText(names.doctor);
		await expect(standing(back)).toHaveAttribute('data-unsent', '0');
		await back.close();
	});
}
