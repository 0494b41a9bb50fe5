/** A consult in words, the same on every screen. */
import type { ConsultItem, ConsultPerson, ShownTo } from '#lib/consult/request/consult-view.ts';
import { clockState, shareGone } from '#lib/consult/request/due.ts';
import { isDue } from '#lib/consult/request/consult-state.ts';
import { ageAtStudy } from '#lib/i18n/age.ts';
import type { AskingWords } from '#lib/i18n/areas/asking.ts';
import type { LanguageCode } from '#lib/i18n/language.ts';
import { textFor } from '#lib/i18n/sentence.ts';
import type { Words } from '#lib/i18n/th.ts';

export interface Speaking {
	readonly words: AskingWords;
	readonly code: LanguageCode;
}

export function personText(person: ConsultPerson, { words }: Speaking): string {
	return person.name ?? words.someone;
}

export function hospitalText(person: ConsultPerson, { code }: Speaking): string {
	return person.hospital === null ? '' : person.hospital[code];
}

export function toText(to: ShownTo | null, speaking: Speaking): string {
	switch (to?.kind) {
		case undefined:
			return '';
		case 'specialty':
			return speaking.words.specialty[to.specialty];
		case 'hospital':
			return to.hospital[speaking.code];
		case 'person':
			return [personText(to.person, speaking), hospitalText(to.person, speaking)]
				.filter((part) => part !== '')
				.join(' · ');
	}
}

export function problemText(code: string, { words }: Speaking): string {
	return textFor(words.problems, code) ?? words.problems.internal;
}

/** The patient in a line: sex and age as every list has them, then the number. */
export function patientFacts({ patient, studyDate }: ConsultItem, words: Words['patient']): string {
	if (patient === null) return '';
	const age = ageAtStudy({ age: patient.age, birthDate: patient.birthDate, studyDate });
	const sexAge = [
		patient.sex === null ? null : words.sex[patient.sex],
		age === null ? null : words.age(age),
	].filter((part) => part !== null);
	return [sexAge.join(' '), patient.hn === null ? '' : `${words.hn} ${patient.hn}`]
		.filter((part) => part !== '')
		.join(' · ');
}

/** `me`: the reader's id. Who has it counts for more than the bare state. */
export function stateText(item: ConsultItem, speaking: Speaking, me: string): string {
	const { words } = speaking;
	const name = item.consultant === null ? words.someone : personText(item.consultant, speaking);
	switch (item.state) {
		case 'requested':
		case 'handed-over':
			return item.moves.includes('accept') ? words.waitingYou : words.state[item.state];
		case 'accepted':
			return item.consultant?.person === me ? words.withYou : words.acceptedBy(name);
		case 'in-session':
			return item.consultant?.person === me ? words.state[item.state] : words.sessionWith(name);
		case 'answered': {
			const signer = item.signed?.by ?? item.consultant;
			if (signer === null || signer.person === me) return words.state.answered;
			return words.answeredBy(personText(signer, speaking));
		}
		case 'declined':
			return item.declined === null
				? words.state.declined
				: words.declinedBy(personText(item.declined.by, speaking));
		case 'draft':
		case 'closed':
		case 'cancelled':
			return words.state[item.state];
	}
}

export interface Clock {
	/** 0 to 1 */
	readonly share: number;
	readonly state: 'running' | 'soon' | 'late';
	readonly waited: string;
	readonly due: string;
}

/** null: no clock runs (a draft, or no answer is owed any more). */
export function clockOf(item: ConsultItem, now: number, { words }: Speaking): Clock | null {
	if (item.askedAt === null || item.dueAt === null || !isDue(item.state)) return null;
	const minutes = (ms: number): string => words.span(Math.max(0, Math.floor(ms / 60_000)));
	const late = now >= item.dueAt;
	return {
		share: shareGone(item.askedAt, item.dueAt, now),
		state: clockState(item.askedAt, item.dueAt, now),
		waited: words.waited(minutes(now - item.askedAt)),
		due: late ? words.late(minutes(now - item.dueAt)) : words.left(minutes(item.dueAt - now + 59_999)),
	};
}

/**
 * Where its pictures open: at the one it is about. An unsent question has no room yet: it opens on the study, as it was left.
 * null: not for this reader (now).
 */
export function consultPath({
	id,
	state,
	study,
	place,
}: Pick<ConsultItem, 'id' | 'state' | 'study' | 'place'>): string | null {
	if (study === null) return null;
	const at =
		place === null ? {} : { series: place.series, instance: place.instance, frame: String(place.frame) };
	const unsent = state === 'draft';
	const query = String(new URLSearchParams({ ...at, ...(unsent ? { draft: '' } : {}) }));
	return `${unsent ? `/studies/${study}` : `/consults/${id}`}${query === '' ? '' : `?${query}`}`;
}
