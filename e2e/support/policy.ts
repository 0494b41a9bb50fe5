import type { BrowserContext } from '@playwright/test';

const complaints: string[] = [];

/** Whatever the browser says our own policy forbade on any page of this browser: `test` fails for it (threat 10). */
export function watchPolicy(context: BrowserContext): void {
	context.on('console', (message) => {
		if (/Content Security Policy/.test(message.text()))
			complaints.push(`${new URL(message.page()?.url() ?? 'about:blank').pathname}: ${message.text()}`);
	});
}

/** What was said since the last asking. */
export function policyComplaints(): string[] {
	return complaints.splice(0);
}
