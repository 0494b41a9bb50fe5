/** Many previews over a bad line: each that came counts, and a broken answer is asked for again from the first missing one. */
import { err, ok, type Result } from '#lib/base/result.ts';
import { reasonOf, type Line } from './frame-download.ts';
import type { FrameReason, PreviewsOptions } from './frame-source.ts';
import { BundleReader } from './preview-bundle.ts';

type Outcome =
	| { readonly kind: 'complete' }
	| { readonly kind: 'failed'; readonly reason: FrameReason }
	| { readonly kind: 'broken'; readonly records: number };

export async function fetchPreviews(
	address: string,
	line: Line,
	options: PreviewsOptions,
): Promise<Result<null, FrameReason>> {
	let records = 0;
	let tries = 0;
	for (;;) {
		const outcome = await attempt(records === 0 ? address : `${address}&skip=${records}`, line, options);
		if (options.signal.aborted) return err({ kind: 'aborted' });
		if (outcome.kind === 'complete') return ok(null);
		if (outcome.kind === 'failed') return err(outcome.reason);
		records += outcome.records;
		// A line that drops often but moves on is not a dead line.
		tries = outcome.records > 0 ? 1 : tries + 1;
		if (tries >= line.timings.tries) return err({ kind: line.online() ? 'unavailable' : 'offline' });
		const ceiling = Math.min(line.timings.backOffCapMs, line.timings.backOffMs * 2 ** tries);
		await line.sleep(line.random() * ceiling, options.signal);
		if (options.signal.aborted) return err({ kind: 'aborted' });
	}
}

async function attempt(address: string, line: Line, options: PreviewsOptions): Promise<Outcome> {
	const stalled = new AbortController();
	let timer = setTimeout(() => stalled.abort(), line.timings.answerMs);
	let records = 0;
	try {
		const signal = AbortSignal.any([options.signal, stalled.signal]);
		const response = await line.fetch(address, { signal, headers: { accept: '*/*' } });
		if (response.status === 408 || response.status === 429 || response.status >= 500) {
			await response.body?.cancel();
			return { kind: 'broken', records };
		}
		if (!response.ok) return { kind: 'failed', reason: await reasonOf(response) };
		const body = response.body?.getReader();
		if (body === undefined) return { kind: 'broken', records };
		const reader = new BundleReader();
		for (;;) {
			clearTimeout(timer);
			timer = setTimeout(() => stalled.abort(), line.timings.stallMs);
			const { done, value } = await body.read();
			if (done) return reader.ended ? { kind: 'complete' } : { kind: 'broken', records };
			line.took?.(value.byteLength);
			for (const { place, bytes } of reader.push(value)) {
				records += 1;
				options.onPreview(place, bytes.length === 0 ? null : new Blob([bytes], { type: 'image/webp' }));
			}
			if (!reader.damaged) continue;
			await body.cancel();
			return { kind: 'failed', reason: { kind: 'damaged' } };
		}
	} catch (error) {
		// fetch and its body reject with TypeError for faults of the line, and with AbortError for our own clocks.
		if (error instanceof TypeError || stalled.signal.aborted || options.signal.aborted)
			return { kind: 'broken', records };
		throw error;
	} finally {
		clearTimeout(timer);
	}
}
