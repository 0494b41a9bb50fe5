/** Lines of the audit as words, the same in every list. */
import type { AuditActor, AuditName, AuditStudy } from '#lib/access/audit-line.ts';
import type { OversightWords } from '#lib/i18n/areas/oversight.ts';
import type { Dates } from '#lib/i18n/dates.ts';
import type { LanguageCode } from '#lib/i18n/language.ts';
import { textFor } from '#lib/i18n/sentence.ts';

export interface Speaking {
	readonly words: OversightWords;
	readonly code: LanguageCode;
	readonly dates: Dates;
}

export function nameText(name: AuditName, code: LanguageCode): string {
	return code === 'en' ? (name.en ?? name.th) : name.th;
}

export function actorText(actor: AuditActor, { words, code }: Speaking): string {
	switch (actor.kind) {
		case 'staff':
			return actor.name === null ? words.who.unknown : nameText(actor.name, code);
		case 'guest':
			return actor.sentBy === null ? words.who.guest : words.who.guestOf(nameText(actor.sentBy, code));
		case 'service':
			return actor.name === null ? words.who.service : `${words.who.service}: ${actor.name}`;
		case 'other':
			return textFor(words.other, actor.id) ?? actor.id;
	}
}

/** The hospital a person acted for; '' where there is none to tell. */
export function actingText(actor: AuditActor, { code }: Speaking): string {
	if (actor.kind !== 'staff' || actor.hospital === null) return '';
	const { name, hcode } = actor.hospital;
	return name === null ? hcode : nameText(name, code);
}

export function deedText(
	line: { readonly kind: string; readonly action: string },
	{ words }: Speaking,
): string {
	const { kind, action } = line;
	return textFor(words.did, `${kind}.${action}`) ?? textFor(words.did, kind) ?? `${words.didOther} ${kind}`;
}

export function throughText(through: string | null, { words }: Speaking): string {
	return through === null || through === 'staff' ? '' : (textFor(words.through, through) ?? through);
}

export function reasonText(reason: string | null, { words }: Speaking): string {
	return reason === null ? '' : (textFor(words.reason, reason) ?? reason);
}

export function studyText(study: AuditStudy, { words, dates }: Speaking): string {
	const day = study.date === null ? words.study.unknownDay : dates.day(study.date);
	const what = study.description ?? study.modalities.join(' ');
	return what === '' ? day : `${what} ${day}`;
}

export function patientText(study: AuditStudy, { words }: Speaking): string {
	if (study.patient === null) return '';
	const name =
		study.patient.name === null || study.patient.name === '' ? words.study.noName : study.patient.name;
	return study.patient.hn === null ? name : `${name} · ${words.study.hn(study.patient.hn)}`;
}

const twoHours = 7_200_000;

/** An audit tells the day and the hour, never "a moment ago": lists are printed and kept. */
export function whenText(at: number, dates: Dates): string {
	return dates.moment(at, at + twoHours);
}

export function failureText(code: string, { words }: Speaking): string {
	return textFor(words.failure, code) ?? words.failure.other;
}
