import { describe, expect, it } from 'vitest';
import { batchRefusals, uploadRefusals } from '#lib/archive/upload-contract.ts';
import type { UploadRefusal } from '#lib/archive/upload-contract.ts';
import { en } from '#lib/i18n/en.ts';
import { th } from '#lib/i18n/th.ts';
import type { IngestRefusal } from '#lib/server/archive/ingest.ts';
import { reasonOf } from '#lib/upload/reason.ts';
import { uploadWords } from './upload.ts';

// The proof by type: every reason of the ingest and of an upload has a sentence in one table or the other.
const covered: Readonly<Record<IngestRefusal | UploadRefusal, string>> = {
	...th.reasons.refusal,
	...uploadWords.th.reasons,
};

describe('every way an upload can fail', () => {
	it('has a sentence in Thai and in English', () => {
		for (const code of [...Object.keys(covered), ...uploadRefusals]) {
			expect(reasonOf(code, uploadWords.th, th), code).not.toBe(th.reasons.unknown);
			expect(reasonOf(code, uploadWords.th, th)).toMatch(/[\u0E00-\u0E7F]/);
			expect(reasonOf(code, uploadWords.en, en), code).not.toBe(en.reasons.unknown);
		}
		for (const code of batchRefusals) {
			expect(uploadWords.th.problems[code]).toBeTruthy();
			expect(uploadWords.en.problems[code]).toBeTruthy();
		}
		expect(reasonOf('constructor', uploadWords.th, th)).toBe(th.reasons.unknown);
	});
});
