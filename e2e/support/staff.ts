import type { BrowserContext } from '@playwright/test';
import type { Role } from '#lib/access/staff.ts';
import { signInTo } from '../../tests/staff.ts';
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
