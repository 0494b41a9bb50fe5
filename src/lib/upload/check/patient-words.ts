import type { ShownPatient } from '#lib/archive/upload-contract.ts';
import type { UploadWords } from '#lib/i18n/areas/upload-th.ts';
import type { Dates } from '#lib/i18n/dates.ts';
import { ageAtStudy } from '#lib/i18n/age.ts';

/** "เกิด 14 มิถุนายน 2513 · อายุ 54 ปี", today. */
export function birthWords(birthDate: string | null, words: UploadWords, dates: Dates): string {
	if (birthDate === null) return words.patient.bornUnknown;
	const studyDate = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
	const age = ageAtStudy({ age: null, birthDate, studyDate });
	const born = words.patient.born(dates.longDay(birthDate));
	if (age === null) return born;
	const years = age.unit === 'year' ? age.count : age.unit === 'month' ? Math.floor(age.count / 12) : 0;
	return `${born} · ${words.patient.age(years)}`;
}

export function sexWords(sex: ShownPatient['sex'], words: UploadWords): string {
	return sex === null ? words.patient.sexUnknown : words.patient.sexes[sex];
}
