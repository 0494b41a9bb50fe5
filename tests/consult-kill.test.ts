/** A few of the trials that `npm run bench -- consult --kill 100` runs by the hundred. */
import { expect, it } from 'vitest';
import { killTrials } from './consult/kill-trials.ts';

it('what was acknowledged is there after kill -9, between commit and acknowledgement, before the relay, and at any time', async () => {
	const result = await killTrials(3, () => undefined);
	expect(result).toMatchObject({
		...{ trials: 3, killed: 3, atItsMoment: 2, lost: 0, missing: 0, sameForAll: true, chainWhole: true },
	});
	expect(result.acknowledgedBeforeDeath).toBeGreaterThan(0);
});
