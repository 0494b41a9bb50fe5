import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../../scripts/corpus.ts';
import { openAsBlob } from 'node:fs';
import { readPart10 } from '#lib/dicom/part10/part10-reader.ts';
import type { ShownName } from '#lib/archive/manifest.ts';

/** Each file of `charset-th` reads as `truth.json` says: through the reader that ingest uses. */
export async function names(corpus: string): Promise<Outcome[]> {
	const truth = JSON.parse(readFileSync(join(corpus, 'truth.json'), 'utf8')) as {
		'charset-th': Record<string, string>;
	};
	const outcomes: Outcome[] = [];
	for (const name of readdirSync(join(corpus, 'charset-th')).sort()) {
		const file = `charset-th/${name}`;
		const blob = await openAsBlob(join(corpus, file));
		const read = await readPart10({
			size: blob.size,
			read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
		});
		const shown = read.ok ? (read.value.names.get('00100010') ?? null) : null;
		outcomes.push({ what: `name: ${file}`, problem: judge(truth['charset-th'][file] ?? '', shown) });
	}
	return outcomes;
}

/** The truth as PN text; some rows say in words what must come of it. */
function judge(truth: string, shown: ShownName | null): string | null {
	if (shown === null) return 'no name was read';
	if (truth.startsWith('(not recoverable')) return shown.damaged ? null : 'not marked as damaged';
	if (truth.startsWith('the whole characters'))
		return shown.text.includes('�') ? 'holds a broken character' : null;
	const meant = truth.includes('as meant')
		? (/;\s*(.+?)\s*as meant/.exec(truth)?.[1] ?? '')
		: truth.replace(/ \(.*\)$/, '');
	const seen = `${shown.text} ${shown.latin ?? ''}`;
	// Of up to three groups (PS3.5 6.2.1.2) two are shown; every Thai one must be.
	const groups = meant.split('=').map((group) =>
		group
			.split('^')
			.map((part) => part.trim())
			.filter(Boolean),
	);
	const whole = groups.filter((parts) => parts.every((part) => seen.includes(part)));
	const thai = groups.slice(0, 2).filter((parts) => parts.some((part) => /[\u0e00-\u0e7f]/.test(part)));
	const needed = thai.filter((parts) => !whole.includes(parts));
	if (whole.length === 0) return 'no group of the name is shown whole';
	return needed.length === 0 ? null : 'a Thai group of the name is missing';
}
