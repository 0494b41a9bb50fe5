import { describe, expect, it } from 'vitest';
import { FrameQueue, type Outcome } from './frame-queue.ts';

interface Running {
	readonly name: string;
	end(outcome: Outcome<string>): void;
	readonly aside: AbortSignal;
}

function bench(least = 2, most = 4) {
	const queue = new FrameQueue({ least, most });
	const running: Running[] = [];
	const ask = (name: string, priority: () => number, signal = new AbortController().signal) =>
		queue.run({ priority, signal }, ({ stepAside }) => {
			const { promise, resolve } = Promise.withResolvers<Outcome<string>>();
			const one = { name, aside: stepAside, end: resolve };
			running.push(one);
			return promise.finally(() => running.splice(running.indexOf(one), 1));
		});
	const names = () => running.map(({ name }) => name);
	const end = async (name: string, outcome: Outcome<string> = { kind: 'done', value: name }) => {
		running.find((one) => one.name === name)!.end(outcome);
		await new Promise((resolve) => setTimeout(resolve));
	};
	return { queue, ask, names, end, running };
}

describe('how many travel at a time', () => {
	it('begins with the least, adds one while waiting is most of the work, takes one back when the line is full', () => {
		const { queue } = bench();
		expect(queue.places).toBe(2);
		queue.learn({ waitedMs: 90, totalMs: 100 });
		expect(queue.places).toBe(3);
		queue.learn({ waitedMs: 45, totalMs: 100 });
		expect(queue.places).toBe(3);
		queue.learn({ waitedMs: 10, totalMs: 100 });
		expect(queue.places).toBe(2);
	});

	it('never leaves its limits', () => {
		const { queue } = bench();
		for (let i = 0; i < 9; i++) queue.learn({ waitedMs: 99, totalMs: 100 });
		expect(queue.places).toBe(4);
		for (let i = 0; i < 9; i++) queue.learn({ waitedMs: 1, totalMs: 100 });
		expect(queue.places).toBe(2);
	});

	it('goes back to the least at once when the line breaks', () => {
		const { queue } = bench();
		for (let i = 0; i < 9; i++) queue.learn({ waitedMs: 99, totalMs: 100 });
		queue.ease();
		expect(queue.places).toBe(2);
	});
});

describe('the order', () => {
	it('is asked for at the moment a place is free, not when it was put in', async () => {
		const { ask, names, end } = bench(1, 1);
		const far: Record<string, number> = { a: 1, b: 2, c: 3 };
		for (const name of ['a', 'b', 'c']) void ask(name, () => far[name]!);
		expect(names()).toEqual(['a']);
		far['c'] = 0;
		await end('a');
		expect(names()).toEqual(['c']);
	});

	it('lets what is looked at start at once: what nobody looks at steps aside, and begins again later', async () => {
		const { ask, names, end, running } = bench(1, 1);
		const background = ask('behind', () => 5);
		const [behind] = running;
		void ask('seen', () => -1);
		expect(names()).toEqual(['behind', 'seen']);
		expect(behind!.aside.aborted).toBe(true);
		await end('behind', { kind: 'aside' });
		expect(names()).toEqual(['seen']);
		await end('seen');
		expect(names()).toEqual(['behind']);
		await end('behind');
		expect(await background).toBe('behind');
	});

	it('forgets what nobody wants any more, without a byte', async () => {
		const { ask, names, end } = bench(1, 1);
		const away = new AbortController();
		void ask('first', () => 1);
		const gone = ask('gone', () => 2, away.signal);
		away.abort();
		expect(await gone).toBe(null);
		await end('first');
		expect(names()).toEqual([]);
	});
});

describe('nobody’s picture is lost', () => {
	it('stepping aside costs no wish: whoever turned away meanwhile is told, the others have their turn again', async () => {
		const { ask, names, end } = bench(2, 2);
		const away = new AbortController();
		const left = ask('left', () => 1, away.signal);
		const stays = ask('stays', () => 2);
		void ask('seen', () => -1);
		expect(names()).toEqual(['left', 'stays', 'seen']);
		away.abort();
		await end('left', { kind: 'aside' });
		expect(await left).toBe(null);
		await end('stays', { kind: 'aside' });
		// There is a place for it beside the one that is looked at.
		expect(names()).toEqual(['seen', 'stays']);
		await end('stays');
		expect(await stays).toBe('stays');
	});

	it('pictures that people look at never push each other off the line', async () => {
		const { ask, names, end, running } = bench(1, 1);
		void ask('left pane', () => -1);
		void ask('right pane', () => -1);
		expect(names()).toEqual(['left pane']);
		expect(running[0]!.aside.aborted).toBe(false);
		await end('left pane');
		expect(names()).toEqual(['right pane']);
	});

	it('work that breaks gives its place free', async () => {
		const { queue, ask, names } = bench(1, 1);
		const signal = new AbortController().signal;
		const broken = queue.run({ priority: () => 1, signal }, async () => {
			throw new Error('a bug');
		});
		void ask('next', () => 2);
		await expect(broken).rejects.toThrow('a bug');
		expect(names()).toEqual(['next']);
	});
});
