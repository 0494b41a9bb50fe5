/**
 * The chain's end of each day, written outside the database: a file a day under DATA_DIR/audit-heads, never written again, and
 * to AUDIT_HEAD_URL where one is set. Whoever rewrites the chain must rewrite every copy too, which is why one belongs on a
 * machine that this one can only append to.
 */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { AuditHead } from './append.ts';

export interface ExportedHead extends AuditHead {
	/** the server's clock, ms */
	readonly at: number;
}

const Head = v.object({
	seq: v.pipe(v.number(), v.integer(), v.minValue(0)),
	hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
	at: v.number(),
});
const patienceMs = 10_000;

export function headsFolder(dataDir: string): string {
	return join(dataDir, 'audit-heads');
}

/** false: this day has its head already. */
export async function writeHead(dataDir: string, head: ExportedHead): Promise<boolean> {
	const folder = headsFolder(dataDir);
	await mkdir(folder, { recursive: true, mode: 0o700 });
	const day = new Date(head.at).toISOString().slice(0, 10);
	try {
		await writeFile(join(folder, `${day}.json`), `${JSON.stringify(head)}\n`, {
			flag: 'wx',
			mode: 0o400,
			flush: true,
		});
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
		throw error;
	}
}

/** Oldest first. A file that is no head throws: somebody touched it, and that must not pass for "nothing noted". */
export async function readHeads(folder: string): Promise<readonly ExportedHead[]> {
	const names = (await readdir(folder)).filter((name) => /^\d{4}-\d\d-\d\d\.json$/.test(name)).sort();
	const heads: ExportedHead[] = [];
	for (const name of names) {
		const parsed = v.safeParse(
			v.pipe(v.string(), v.parseJson(), Head),
			await readFile(join(folder, name), 'utf8'),
		);
		if (!parsed.success) throw new Error(`${join(folder, name)} is not an audit head`);
		heads.push(parsed.output);
	}
	return heads;
}

/** Throws when the other side doesn't take it; a redirect isn't followed (the address is the operator's, nobody else's). */
export async function pushHead(url: string, head: ExportedHead, signal: AbortSignal): Promise<void> {
	const answer = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(head),
		redirect: 'error',
		signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
	});
	await answer.body?.cancel();
	if (!answer.ok) throw new Error(`answered ${answer.status}`);
}
