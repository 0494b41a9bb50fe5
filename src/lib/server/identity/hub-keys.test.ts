import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hubKeys, readHubKeys, rotateKeyFile } from './hub-keys.ts';
import { seal, unseal } from './sealed.ts';

let dataDir: string;
beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'hub-keys-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

describe('the hub’s keys', () => {
	it('are made once, readable by nobody else', async () => {
		const first = await readHubKeys(dataDir, null);
		expect((await readHubKeys(dataDir, null)).hmac('x', 'y')).toBe(first.hmac('x', 'y'));
		expect(statSync(join(dataDir, 'hub.key')).mode & 0o777).toBe(0o600);
	});

	it('after a rotation: what is new is made with the new one, what was sealed before still opens', async () => {
		const before = await readHubKeys(dataDir, null);
		const sealed = seal(before, 'purpose', 'text');
		await rotateKeyFile(dataDir);
		const after = await readHubKeys(dataDir, null);
		expect(after.hmac('x', 'y')).not.toBe(before.hmac('x', 'y'));
		expect(after.retired.map((one) => one.hmac('x', 'y'))).toEqual([before.hmac('x', 'y')]);
		expect(unseal(after, 'purpose', sealed)).toBe('text');
		expect(unseal(after, 'other', sealed)).toBeNull();
		expect(unseal(before, 'purpose', seal(after, 'purpose', 'text'))).toBeNull();
		expect(readFileSync(join(dataDir, 'hub.key'), 'utf8').trim().split('\n')).toHaveLength(2);
	});

	it('by HUB_KEY: the first is in use, those after commas are retired', async () => {
		const [one, two] = [randomBytes(32), randomBytes(32)];
		const given = `${one.toString('base64url')},${two.toString('base64url')}`;
		const keys = await readHubKeys(dataDir, given);
		expect(keys.hmac('x', 'y')).toBe(hubKeys(one).hmac('x', 'y'));
		expect(keys.retired.map((each) => each.hmac('x', 'y'))).toEqual([hubKeys(two).hmac('x', 'y')]);
	});
});
