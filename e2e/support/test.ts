import { expect, test as base } from '@playwright/test';
import { policyComplaints } from './policy.ts';
import { startServer, type TestServer } from '../../tests/server.ts';

/** `demo`: the product as `npm start` gives it, one for all tests of a worker; `plain`: an empty one of the same build. */
export const test = base.extend<{ policy: null }, { demo: TestServer; plain: TestServer }>({
	/** No page of a person who signed in asks for what our own policy forbids. */
	policy: [
		async ({}, use) => {
			policyComplaints();
			await use(null);
			expect(policyComplaints()).toEqual([]);
		},
		{ auto: true },
	],
	demo: [
		async ({}, use) => {
			const server = await startServer({ env: { DEMO: '1' } });
			await demoComplete(server);
			await use(server);
			await server.stop();
		},
		{ scope: 'worker', timeout: 300_000 },
	],
	plain: [
		async ({}, use) => {
			const server = await startServer();
			await use(server);
			await server.stop();
		},
		{ scope: 'worker', timeout: 120_000 },
	],
});

export { expect } from '@playwright/test';

/** The referral's link is printed early; the second when every study is there. */
async function demoComplete(server: TestServer): Promise<void> {
	const until = Date.now() + 240_000;
	while (server.links().length < 2) {
		if (Date.now() > until) throw new Error(`The demo did not complete:\n${server.output().slice(-4000)}`);
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
}
