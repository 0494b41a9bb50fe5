/** What can be told of a frame by walking its codestream: cheap, and done for every frame at ingest. */
import { ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { guardJpeg } from '../codecs/jpeg.ts';
import type { JpegFacts } from '../codecs/jpeg-guard.ts';
import { checkJpeg, walkJpeg } from '../codecs/jpeg-guard.ts';
import { checkJ2k, walkJ2k } from '../codecs/j2k-guard.ts';
import type { J2kFacts } from '../codecs/j2k-guard.ts';
import type { PixelHeader } from './pixel-header.ts';
import { refuse } from '../refusal.ts';
import type { PixelRefusal } from '../refusal.ts';

export type FrameFacts =
	| { readonly kind: 'plain'; readonly lossy: false }
	/** 8-bit DCT: the browser can decode the original */
	| { readonly kind: 'jpeg'; readonly lossy: true; readonly facts: JpegFacts }
	| { readonly kind: 'j2k'; readonly lossy: boolean; readonly facts: J2kFacts }
	| { readonly kind: 'other'; readonly lossy: boolean };

export function inspectFrame(bytes: Uint8Array, header: PixelHeader): Result<FrameFacts, PixelRefusal> {
	switch (header.family) {
		case 'native':
		case 'deflated-frame':
		case 'rle':
			return ok({ kind: 'plain', lossy: false });
		case 'jpeg': {
			const facts = guardJpeg(bytes, header);
			if (!facts.ok) return facts;
			if (facts.value.process === 0xc3) return ok({ kind: 'other', lossy: false });
			return facts.value.precision === 8
				? ok({ kind: 'jpeg', lossy: true, facts: facts.value })
				: ok({ kind: 'other', lossy: true });
		}
		case 'jpeg-ls': {
			const facts = walkJpeg(bytes);
			if (!facts.ok) return facts;
			const differs = checkJpeg(facts.value, header);
			return differs === null
				? ok({ kind: 'other', lossy: facts.value.near > 0 })
				: refuse(differs.code, differs.detail);
		}
		case 'j2k': {
			const facts = walkJ2k(bytes);
			if (!facts.ok) return facts;
			const differs = checkJ2k(facts.value, header);
			return differs === null
				? ok({ kind: 'j2k', lossy: !facts.value.reversible, facts: facts.value })
				: refuse(differs.code, differs.detail);
		}
	}
}
