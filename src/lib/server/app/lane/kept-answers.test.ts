import { expect, it } from 'vitest';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import { KeptAnswers, largestKept } from './kept-answers.ts';
import type { KeptAnswer } from './kept-answers.ts';

const study = studyUid('1.2.3') as StudyUid;
const answer = (revision: number, size = 10): KeptAnswer => ({
	...{ study, revision, fields: [], unchanged: [], etag: null },
	body: new Uint8Array(size),
});

it('gives an answer while its study is as it was, and never again', () => {
	const kept = new KeptAnswers();
	kept.put('a', answer(1));
	expect(kept.get('a', 1)).not.toBeNull();
	expect(kept.get('b', 1)).toBeNull();
	expect(kept.get('a', 2)).toBeNull();
	expect(kept.get('a', 1)).toBeNull();
	expect(kept.bytes).toBe(0);
});

it('holds so much and no more, and lets go what nobody asked for longest', () => {
	const kept = new KeptAnswers();
	kept.put('large', answer(1, largestKept + 1));
	expect(kept.bytes).toBe(0);
	for (let n = 0; n < 200; n++) {
		kept.put(String(n), answer(1, largestKept));
		kept.get('0', 1);
	}
	expect(kept.bytes).toBeLessThanOrEqual(160 * 1024 * 1024);
	expect(kept.get('0', 1)).not.toBeNull();
	expect(kept.get('1', 1)).toBeNull();
	expect(kept.get('199', 1)).not.toBeNull();
	kept.put('199', answer(1, 0));
	kept.put('199', answer(1, largestKept));
	expect(kept.bytes).toBeLessThanOrEqual(160 * 1024 * 1024);
});
