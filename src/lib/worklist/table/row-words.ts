/** One study as the words of its row. */
import type { WorklistRow } from '#lib/archive/worklist.ts';
import type { WorklistWords } from '#lib/i18n/areas/worklist.ts';
import { ageAtStudy } from '#lib/i18n/age.ts';
import type { Dates } from '#lib/i18n/dates.ts';
import type { LanguageCode } from '#lib/i18n/language.ts';
import { textFor } from '#lib/i18n/sentence.ts';
import type { Words } from '#lib/i18n/th.ts';
import { hiddenName, hiddenNumber } from '../hidden-name.ts';

export interface RowWords {
	readonly name: string;
	/** The other script's form of the name. */
	readonly latin: string | null;
	readonly sexAge: string;
	readonly hn: string;
	readonly description: string;
	readonly modality: string;
	readonly day: string;
	readonly time: string;
	readonly hospital: string;
	readonly opened: string | null;
	readonly openedAt: string | null;
}

export interface RowReading {
	readonly words: Words;
	readonly list: WorklistWords;
	readonly dates: Dates;
	readonly language: LanguageCode;
	readonly now: number;
	readonly hidden: boolean;
}

export function rowWords(row: WorklistRow, reading: RowReading): RowWords {
	const { words, list, dates, language, now, hidden } = reading;
	const { text, latin } = row.patient;
	const named = text.trim() !== '';
	const age = ageAtStudy({ age: row.age, birthDate: row.birthDate, studyDate: row.date });
	return {
		name: !named ? words.patient.noName : hidden ? hiddenName(text) : text,
		latin: hidden ? null : latin,
		sexAge: [
			row.sex === null ? words.patient.sexUnknown : words.patient.sex[row.sex],
			age === null ? null : words.patient.age(age),
		]
			.filter((part) => part !== null)
			.join(' '),
		hn: row.hn === null ? words.patient.noHn : hidden ? hiddenNumber(row.hn) : row.hn,
		description: row.description ?? words.patient.noDescription,
		modality: [...new Set(row.modalities.map((one) => textFor(words.modality, one) ?? one))].join(', '),
		day: row.date === null ? words.patient.noStudyDate : dates.day(row.date),
		time: row.time === null || row.date === null ? '' : dates.timeOfDay(row.time),
		hospital: row.hospital === null ? list.noOwner : row.hospital[language],
		opened: openedWords(row, list, language),
		openedAt: row.opened === null ? null : dates.moment(row.opened.at, now),
	};
}

function openedWords({ opened }: WorklistRow, list: WorklistWords, language: LanguageCode): string | null {
	if (opened === null) return null;
	if (opened.me) return list.state.byMe;
	const name = opened[language];
	return name === null ? list.state.bySomeone : list.state.by(name);
}
