import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databases } from '../../../../tests/peers/databases.ts';
import { createServiceToken, revokeServiceToken, serviceOf } from './service-token.ts';

const actor = { who: 'operator', from: null, requestId: null, now: 1000 };
const peers = databases.map((make) => make());

describe.each(peers)('service tokens on $name', (peer) => {
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	it('names its holder until it is revoked, and says so afterwards', async () => {
		const db = await peer.open();
		const made = await createServiceToken(
			db,
			{ name: 'archive', scopes: ['store', 'read'], hospital: null, lifetimeMs: 500 },
			actor,
		);
		const service = { kind: 'service', tokenId: made.id, scopes: ['store', 'read'], expiresAt: 1500 };
		expect(await serviceOf(db, made.token)).toMatchObject({ ...service, revokedAt: null });
		expect(await serviceOf(db, `${made.token}x`)).toBeNull();
		expect(await revokeServiceToken(db, made.id, { ...actor, now: 1200 })).toBe(true);
		expect(await revokeServiceToken(db, made.id, actor)).toBe(false);
		expect(await serviceOf(db, made.token)).toMatchObject({ revokedAt: 1200 });
		const rows = await db.selectFrom('audit_row').select('body').execute();
		expect(JSON.stringify(rows)).not.toContain(made.token);
		expect(rows).toHaveLength(2);
	});
});
