/** An open `/api/events` line as a browser holds one. */
import type { Caller, World } from './world.ts';

export interface Line {
	/** Everything said so far. */
	readonly said: readonly { readonly kind: string; readonly [more: string]: unknown }[];
	/** Resolves when the server has judged it again by its own clock and let it go on. */
	readonly beat: Promise<'beat'>;
	/** Resolves when the server has closed it. */
	readonly closed: Promise<void>;
	/** Resolves with the first of that kind, said before or after. */
	heard(kind: string): Promise<{ readonly kind: string; readonly [more: string]: unknown }>;
	hangUp(): Promise<void>;
}

export async function openLine(world: World, caller: Caller, study: string | null): Promise<Line> {
	const answer = await world.ask(
		caller,
		'GET',
		study === null ? '/api/events' : `/api/events?study=${study}`,
	);
	if (answer.status !== 200 || answer.body === null) throw new Error(`no line: ${answer.status}`);
	const reader = answer.body.getReader();
	const said: { kind: string }[] = [];
	const waiting: { kind: string; resolve: (one: { kind: string }) => void }[] = [];
	const beat = Promise.withResolvers<'beat'>();
	const text = new TextDecoder();
	async function read(): Promise<void> {
		let rest = '';
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			rest += text.decode(value, { stream: true });
			const events = rest.split('\n\n');
			rest = events.pop() ?? '';
			for (const event of events) {
				if (event.startsWith(':')) beat.resolve('beat');
				if (!event.startsWith('data: ')) continue;
				const one = JSON.parse(event.slice(6)) as { kind: string };
				said.push(one);
				for (const each of waiting) if (each.kind === one.kind) each.resolve(one);
			}
		}
	}
	const closed = read();
	return {
		said,
		beat: beat.promise,
		closed,
		heard: (kind) => {
			const before = said.find((one) => one.kind === kind);
			if (before !== undefined) return Promise.resolve(before);
			return new Promise((resolve) => waiting.push({ kind, resolve }));
		},
		hangUp: () => reader.cancel(),
	};
}
