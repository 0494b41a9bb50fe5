import type { UploadWords } from '#lib/i18n/areas/upload-th.ts';
import { textFor } from '#lib/i18n/sentence.ts';
import type { Words } from '#lib/i18n/th.ts';

/** The sentence for a refused file: an upload's own, else the one that the reader or the archive has everywhere. */
export function reasonOf(code: string, own: UploadWords, shared: Words): string {
	return textFor(own.reasons, code) ?? textFor(shared.reasons.refusal, code) ?? shared.reasons.unknown;
}
