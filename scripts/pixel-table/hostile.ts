import type { PixelPool } from '../../src/lib/server/pixels/pool/pixel-pool.ts';

export interface HostileOutcome {
	readonly name: string;
	readonly survived: boolean;
	readonly outcome: string;
	readonly milliseconds: number;
	readonly residentMegabytes: number;
}

const mostMegabytes = 1024;

/** A bad file must end in an answer: neither a hang, nor a throw, nor memory without bound. */
export async function tryHostile(
	pool: PixelPool,
	{ name, path, container }: { readonly name: string; readonly path: string; readonly container: string },
): Promise<HostileOutcome> {
	const started = performance.now();
	let outcome: string;
	let answered = true;
	try {
		const { refused, frames } = await pool.derive({ path, container });
		const bad = frames.filter((frame) => frame.state === 'refused').length;
		outcome = refused?.code ?? (bad > 0 ? `${bad} of ${frames.length} frames refused` : 'shown');
	} catch (error) {
		answered = false;
		outcome = error instanceof Error ? error.name : 'threw';
	}
	const residentMegabytes = Math.round(process.memoryUsage.rss() / 1_048_576);
	const milliseconds = Math.round(performance.now() - started);
	return {
		name,
		survived: answered && residentMegabytes < mostMegabytes,
		outcome,
		milliseconds,
		residentMegabytes,
	};
}
