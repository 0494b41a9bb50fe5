/** The printed table of a bench. */
import type { BenchRow } from './result.ts';

const heads = ['', 'what', 'ours', 'peer', 'ratio', 'goal'] as const;

export function table(rows: readonly BenchRow[]): string {
	const lines = rows.map((row) => [
		row.met === null ? '?' : row.met ? 'met' : 'NOT',
		row.name,
		figure(row.ours, row.unit),
		figure(row.peer, row.unit),
		row.ratio === null ? '' : short(row.ratio),
		row.goal,
	]);
	const widths = heads.map((head, i) =>
		Math.max(head.length, ...lines.map((line) => (line[i] ?? '').length)),
	);
	const text = (cells: readonly string[]): string =>
		cells
			.map((cell, i) => (i >= 2 && i <= 4 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
			.join('  ')
			.trimEnd();
	return [text(heads), ...lines.map(text)].join('\n');
}

function figure(value: number | null, unit: string): string {
	return value === null ? '-' : `${short(value)} ${unit}`.trimEnd();
}

/** Three figures are as many as two noisy cores can carry. */
function short(value: number): string {
	if (Math.abs(value) >= 100) return String(Math.round(value));
	return String(Number(value.toPrecision(3)));
}
