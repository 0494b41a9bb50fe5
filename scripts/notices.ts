/**
 * Writes THIRD-PARTY-NOTICES.txt: every package that reaches a user (not the development tools), its licence and its licence
 * text. `--check` fails when the file is out of date or a licence is not one we have agreed to (threat 25).
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const target = join(root, 'THIRD-PARTY-NOTICES.txt');

/** Licences agreed to, as SPDX terms; LGPL only for the shared library inside sharp, which is loaded, not linked. */
const agreed =
	/^\(?(MIT|ISC|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|0BSD|Zlib|Unlicense|BlueOak-1\.0\.0|OFL-1\.1|CC0-1\.0|Python-2\.0|BSL-1\.0|CC-BY-4\.0|WTFPL|LGPL-3\.0-or-later)( (AND|OR) [A-Za-z0-9.-]+)*\)?$/;

interface LockEntry {
	readonly version?: string;
	readonly license?: string;
	readonly dev?: boolean;
	readonly optional?: boolean;
}

function licenceText(folder: string): string {
	if (!existsSync(folder)) return '';
	const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying|notice)/i.test(name));
	return file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
}

/** The lock file lacks some licences, among them those in the old form `licenses: [{type}]`. */
function declaredByPackage(folder: string): string {
	const manifest: { license?: string; licenses?: readonly { type: string }[] } = JSON.parse(
		readFileSync(join(folder, 'package.json'), 'utf8')
	);
	return manifest.license ?? manifest.licenses?.map((licence) => licence.type).join(' OR ') ?? 'unknown';
}

function notices(): { text: string; refused: string[] } {
	const lock: { packages: Record<string, LockEntry> } = JSON.parse(
		readFileSync(join(root, 'package-lock.json'), 'utf8')
	);
	const refused: string[] = [];
	const parts = ['Third-party software in the Imaging HUB consult workspace. Generated: npm run notices\n'];
	for (const [path, entry] of Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1))) {
		// Packages for another machine than this one are optional and absent here; the file must not depend on the machine.
		if (path === '' || entry.dev === true || entry.optional === true) continue;
		const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
		const licence = entry.license ?? declaredByPackage(join(root, path));
		if (!agreed.test(licence)) refused.push(`${name}: ${licence}`);
		parts.push(`${'-'.repeat(80)}\n${name} ${entry.version ?? ''} (${licence})\n\n${licenceText(join(root, path))}\n`);
	}
	return { text: parts.join('\n'), refused };
}

const { text, refused } = notices();
if (refused.length > 0) {
	process.stderr.write(`Licences nobody has agreed to:\n${refused.join('\n')}\n`);
	process.exit(1);
}
if (process.argv.includes('--check')) {
	if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
		process.stderr.write('THIRD-PARTY-NOTICES.txt is out of date: npm run notices\n');
		process.exit(1);
	}
} else {
	writeFileSync(target, text);
}
