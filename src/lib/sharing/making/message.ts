import type { LinkMade } from '#lib/access/link-view.ts';
import type { SharingWords } from '#lib/i18n/areas/sharing.ts';
import type { LanguageCode } from '#lib/i18n/language.ts';
import { dates } from '#lib/i18n/dates.ts';

const hourMs = 3_600_000;

/** When a link ends, always as a day and a time: a message is read hours later. */
export function endText(expiresAt: number, code: LanguageCode): string {
	// `moment` turns relative within an hour of `now`: asked from two hours before, it says the day.
	const text = dates(code).moment(expiresAt, expiresAt - 2 * hourMs);
	return code === 'th' ? `${text} น.` : text;
}

/** What goes into LINE: from which hospital, until when, the link. Never a word about the patient, and never the PIN. */
export function messageOf(made: LinkMade, words: SharingWords['message'], code: LanguageCode): string {
	const sender = made.sender?.[code] ?? words.unknownSender;
	return [
		words.greeting(sender),
		words.until(endText(made.expiresAt, code)),
		made.pin === null ? words.named : words.pin,
		made.url,
	].join('\n');
}
