/** The patient's line as words, the same for strip, sheet and pane. */
import type { StudyManifest } from '#lib/archive/manifest.ts';
import { ageAtStudy } from '#lib/i18n/age.ts';
import type { Dates } from '#lib/i18n/dates.ts';
import type { Words } from '#lib/i18n/th.ts';

export interface PatientWords {
	readonly name: string;
	readonly sex: string;
	readonly sexShort: string;
	readonly age: string;
	readonly hn: string;
	readonly issuer: string;
	readonly date: string;
	readonly description: string;
}

export function patientWords(study: StudyManifest, words: Words, dates: Dates): PatientWords {
	const { patient } = study;
	const age = ageAtStudy({ age: patient.age, birthDate: patient.birthDate, studyDate: study.date });
	const time = study.time === null ? '' : ` ${dates.timeOfDay(study.time)}`;
	return {
		name: patient.name.text.trim() === '' ? words.patient.noName : patient.name.text,
		sex: patient.sex === null ? words.patient.sexUnknown : words.patient.sex[patient.sex],
		sexShort: patient.sex === null ? words.patient.sexUnknown : words.patient.sexShort[patient.sex],
		age: age === null ? words.patient.ageUnknown : words.patient.age(age),
		hn: patient.id === null ? words.patient.noHn : `${words.patient.hn} ${patient.id}`,
		issuer: patient.issuer ?? words.patient.noIssuer,
		date: study.date === null ? words.patient.noStudyDate : `${dates.day(study.date)}${time}`,
		description: study.description ?? words.patient.noDescription,
	};
}
