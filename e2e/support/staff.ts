import type { BrowserContext, Page } from '@playwright/test';
import type { Role } from '#lib/access/staff.ts';
import { readHubKeys } from '#lib/server/identity/hub-keys.ts';
import { proveStaffSession } from '#lib/server/identity/staff-lock.ts';
import { openDatabase } from '#lib/server/store/open-database.ts';
import { claimsOf, signInTo } from '../../tests/staff.ts';
import type { SignedInStaff, StaffOptions } from '../../tests/staff.ts';
import type { TestServer } from '../../tests/server.ts';
import { watchPolicy } from './policy.ts';

/** The browser is signed in as the demo's person of that role, at their first hospital unless another is named. */
export async function signInAs(
	context: BrowserContext,
	server: TestServer,
	role: Role,
	options: StaffOptions = {},
): Promise<SignedInStaff> {
	watchPolicy(context);
	const session = await signInTo(server, role, options);
	await context.addCookies([
		{
			name: 'hub-staff',
			value: session.token,
			url: server.origin,
			httpOnly: true,
			sameSite: 'Lax',
			expires: Math.floor(session.expiresAt / 1000),
		},
	]);
	return session;
}

/** What the identity provider's way back does: the same person, proved a moment ago. */
export async function proveAgain(
	page: Page,
	server: TestServer,
	session: SignedInStaff,
	who: { role: Role; options?: StaffOptions },
): Promise<void> {
	const db = await openDatabase({ dataDir: server.dataDir, databaseUrl: null });
	const keys = await readHubKeys(server.dataDir, null);
	const actor = { from: null, requestId: null, now: Date.now() };
	const proved = await proveStaffSession(db, session.token, claimsOf(who.role, who.options), { keys, actor });
	await db.destroy();
	if (!proved.ok) throw new Error(proved.reason);
	await page
		.context()
		.addCookies([
			{ name: 'hub-staff', value: proved.value.token, url: server.origin, httpOnly: true, sameSite: 'Lax' },
		]);
}

/** The identity provider isn't part of these tests: where the page would leave for it, it waits. */
export async function stayAtSignIn(page: Page): Promise<void> {
	await page.route(/\/sign-in/, (route) =>
		route.fulfill({ contentType: 'text/html', body: '<title>sign-in</title><p>sign-in' }),
	);
}
