/** An archive's DICOM JSON answer, parsed just far enough to read UIDs and codes from it; the rest is not trusted. */
import * as v from 'valibot';

const Row = v.record(v.string(), v.object({ Value: v.optional(v.array(v.unknown())) }));
export type AnswerRow = v.InferOutput<typeof Row>;

export function answerRows(answer: unknown): AnswerRow[] {
	if (!Array.isArray(answer)) return [];
	const rows: AnswerRow[] = [];
	for (const item of answer) {
		const row = answerRow(item);
		if (row !== null) rows.push(row);
	}
	return rows;
}

export function answerRow(value: unknown): AnswerRow | null {
	const parsed = v.safeParse(Row, value);
	return parsed.success ? parsed.output : null;
}

export function answerText(row: AnswerRow, tag: string): string {
	const value = row[tag]?.Value?.[0];
	return typeof value === 'string' ? value.trim() : '';
}

export function answerNumber(row: AnswerRow, tag: string): number | null {
	const value = Number(row[tag]?.Value?.[0]);
	return Number.isFinite(value) ? value : null;
}

export function answerItems(row: AnswerRow, tag: string): AnswerRow[] {
	return answerRows(row[tag]?.Value);
}
