/**
 * The database keeps only hashes of a link's secret and PIN, yet the demo has to print the same link at every start. So the
 * demo's own links, which lead to invented people only, are kept readable in a file for the server's user alone.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';

const KeptLink = v.object({
	id: v.string(),
	secret: v.string(),
	pin: v.string(),
	expiresAt: v.number(),
});
export type KeptLink = v.InferOutput<typeof KeptLink>;

const Kept = v.object({
	note: v.string(),
	/** of the drawings: another version is stored again under other UIDs */
	version: v.string(),
	/** every file is in the archive */
	complete: v.boolean(),
	referral: KeptLink,
	names: v.nullable(KeptLink),
});
export type KeptDemo = v.InferOutput<typeof Kept>;

export const keptNote =
	'DEMO ONLY: links to invented patients, kept readable so that every start can print them. Real links are never stored.';

/** null when there is none, or none that can be used. */
export async function readKeptDemo(dataDir: string): Promise<KeptDemo | null> {
	let text: string;
	try {
		text = await readFile(fileIn(dataDir), 'utf8');
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
		throw error;
	}
	const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Kept), text);
	return parsed.success ? parsed.output : null;
}

export async function keepDemo(dataDir: string, demo: KeptDemo): Promise<void> {
	const written = `${fileIn(dataDir)}.new`;
	await writeFile(written, `${JSON.stringify(demo, null, '\t')}\n`, { mode: 0o600 });
	await rename(written, fileIn(dataDir));
}

function fileIn(dataDir: string): string {
	return join(dataDir, 'demo-link.json');
}
