import { expect, it, vi } from 'vitest';
import { again } from './again.ts';

it('asks until it comes, and at once when the line is back', async () => {
	vi.useFakeTimers();
	vi.spyOn(Math, 'random').mockReturnValue(0.9);
	const target = new EventTarget();
	vi.stubGlobal('addEventListener', target.addEventListener.bind(target));
	vi.stubGlobal('removeEventListener', target.removeEventListener.bind(target));
	try {
		let asked = 0;
		const bring = (): Promise<string> =>
			++asked < 4 ? Promise.reject(new TypeError('no line')) : Promise.resolve('part');
		const coming = again(bring);
		await vi.advanceTimersByTimeAsync(300);
		expect(asked).toBe(2);
		target.dispatchEvent(new Event('online'));
		await vi.advanceTimersByTimeAsync(0);
		expect(asked).toBe(3);
		await vi.advanceTimersByTimeAsync(10_000);
		expect(await coming).toBe('part');
	} finally {
		vi.restoreAllMocks();
		vi.unstubAllGlobals();
		vi.useRealTimers();
	}
});
