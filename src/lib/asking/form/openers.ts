import type { AskingWords } from '#lib/i18n/areas/asking.ts';

/** Questions that fit the kind of picture (Modality, PS3.3 C.7.3.1.1.1), the most fitting first: a tap instead of a sentence. */
export function openersFor(modalities: readonly string[], words: AskingWords): readonly string[] {
	const has = (...any: readonly string[]): boolean => any.some((one) => modalities.includes(one));
	const { chest, ct, photo, ultrasound, any } = words.openers;
	if (has('XC', 'GM', 'ES', 'OP')) return photo;
	if (has('CT', 'MR')) return [...ct, ...any.slice(1)];
	if (has('US', 'XA')) return [...ultrasound, ...any.slice(1)];
	return has('CR', 'DX', 'RF', 'PX') ? [...chest, ...any] : any;
}

/** Added to what is written, once. */
export function withOpener(question: string, opener: string): string {
	if (question.includes(opener)) return question;
	const before = question.trimEnd();
	return before === '' ? opener : `${before}\n${opener}`;
}
