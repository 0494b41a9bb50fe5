import { expect, it } from 'vitest';
import { auditGroupNames, auditGroups } from '#lib/access/audit-groups.ts';
import type { AuditLine } from '#lib/access/audit-line.ts';
import type { AuditEvent } from '#lib/server/audit/event.ts';
import { auditMeaning } from '#lib/server/audit/fhir/audit-codes.ts';
import { oversightWords } from '#lib/i18n/areas/oversight.ts';
import { dates } from '#lib/i18n/dates.ts';
import { actorText, deedText, patientText, whenText } from './audit-text.ts';
import { emptyForm, toAsked } from './trail-question.ts';

// The proof that no kind of line is without words: a new one stops the type check until it has some, in both languages.
const kinds: Readonly<Record<AuditEvent['kind'], string>> = oversightWords.th.did;
const english: Readonly<Record<AuditEvent['kind'], string>> = oversightWords.en.did;
const speaking = { words: oversightWords.th, code: 'th', dates: dates('th') } as const;

it('has words for every kind of line, and a place among the filters', () => {
	expect(Object.keys(kinds).sort()).toEqual(Object.keys(english).sort());
	const grouped = auditGroupNames.flatMap((group): readonly string[] => auditGroups[group]);
	expect(new Set(grouped).size).toBe(grouped.length);
	for (const kind of grouped) expect(Object.keys(kinds)).toContain(kind);
	for (const kind of grouped.filter((each) => each !== 'access-granted' && each !== 'backup-restored'))
		expect([kind, auditMeaning(kind, '').type.code]).not.toEqual([kind, '110100']);
});

it('says who, what and when, and what it has no words for by its own name', () => {
	expect(deedText({ kind: 'access-granted', action: 'view' }, speaking)).toBe('เปิดดูภาพ');
	expect(deedText({ kind: 'constructor', action: '' }, speaking)).toBe('รายการชนิด constructor');
	const staff: AuditLine['who'] = { kind: 'staff', id: 'x', name: null, hospital: null };
	expect(actorText(staff, speaking)).toBe('ไม่พบชื่อในระบบแล้ว');
	expect(actorText({ kind: 'other', id: 'operator' }, speaking)).toBe('ผู้ดูแลเครื่องแม่ข่าย');
	expect(
		actorText(
			{ kind: 'guest', id: 'g', sentBy: { th: 'นพ.ก', en: null } },
			{ ...speaking, code: 'en', words: oversightWords.en },
		),
	).toBe('Opened by a link of นพ.ก');
	expect(whenText(Date.UTC(2026, 0, 5, 3, 5), dates('th'))).toBe('5 ม.ค. 2569 10:05');
	const study = { uid: '1', date: null, modalities: [], description: null, patient: { name: '', hn: '7' } };
	expect(patientText(study, speaking)).toBe('ไม่มีชื่อผู้ป่วย · HN 7');
});

it('asks for days as Bangkok has them', () => {
	const now = Date.UTC(2026, 0, 5, 20); // 6 January 03:00 there
	const midnight = Date.UTC(2026, 0, 5, 17);
	const of = emptyForm('own');
	expect(toAsked({ ...of, span: 'today' }, now)).toMatchObject({ since: midnight, until: null });
	expect(toAsked({ ...of, span: 'week' }, now).since).toBe(midnight - 6 * 86_400_000);
	const own = toAsked({ ...of, span: 'own', from: '2026-01-05', to: '2026-01-05' }, now);
	expect([own.since, own.until]).toEqual([midnight - 86_400_000, midnight - 1]);
	expect(toAsked({ ...of, span: 'own', from: 'x', to: '2026-02-31' }, now)).toMatchObject({
		since: null,
		until: null,
	});
});
