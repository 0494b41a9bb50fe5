/**
 * Writes THIRD-PARTY-NOTICES.txt: every package that reaches a user (not the development tools), its licence and its licence
 * text. `--check` fails when the file is out of date or a licence is not one we have agreed to (threat 25).
 *
 * The same on every machine: of packages built for one kind of machine only a few are installed here, so those are listed from
 * the lock file, without the text that each of them carries itself.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAgreed, readByHand } from './agreed-licences.ts';

const root = join(import.meta.dirname, '..');
const target = join(root, 'THIRD-PARTY-NOTICES.txt');
const modules = 'node_modules/';
const rule = '-'.repeat(80);

interface LockEntry {
	readonly version?: string;
	readonly license?: string;
	readonly dev?: boolean;
	readonly optional?: boolean;
	readonly os?: readonly string[];
	readonly cpu?: readonly string[];
	readonly libc?: readonly string[];
	readonly dependencies?: Readonly<Record<string, string>>;
	readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Package {
	readonly name: string;
	readonly folder: string;
	readonly entry: LockEntry;
}

function shippedPackages(): Package[] {
	const lock: { packages: Record<string, LockEntry> } = JSON.parse(
		readFileSync(join(root, 'package-lock.json'), 'utf8'),
	);
	return Object.entries(lock.packages)
		.filter(([path, entry]) => path !== '' && entry.dev !== true)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([path, entry]) => ({
			name: path.slice(path.lastIndexOf(modules) + modules.length),
			folder: join(root, path),
			entry,
		}));
}

/** Built for one kind of machine, or wanted by such packages alone. */
function machineBound(packages: readonly Package[]): ReadonlySet<Package> {
	const bound = new Set(packages.filter(({ entry }) => (entry.os ?? entry.cpu ?? entry.libc) !== undefined));
	const wants = ({ entry }: Package, name: string): boolean =>
		entry.dependencies?.[name] !== undefined || entry.optionalDependencies?.[name] !== undefined;
	for (let before = -1; before !== bound.size;) {
		before = bound.size;
		for (const each of packages) {
			const wanting = packages.filter((other) => wants(other, each.name));
			if (each.entry.optional === true && wanting.length > 0 && wanting.every((other) => bound.has(other)))
				bound.add(each);
		}
	}
	return bound;
}

/** A package may hold parts of others, each with its licence in its own folder. */
function licenceTexts(folder: string): string {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((path) => path.replaceAll('\\', '/'))
		.filter((path) => !path.includes(modules) && !/^(\.|types\/)/.test(path))
		.filter((path) => /(^|\/)(licen[cs]e|copying|notice)[^/]*$/i.test(path) && !/\.[cm]?[jt]s$/.test(path))
		.sort()
		.map((path) => {
			const text = readFileSync(join(folder, path), 'utf8').replaceAll('\r\n', '\n').trim();
			return path.includes('/') ? `${path}:\n\n${text}` : text;
		})
		.join('\n\n');
}

/** The lock file lacks some licences, among them those in the old form `licenses: [{type}]`. */
function declaredByPackage(folder: string): string {
	const file = join(folder, 'package.json');
	if (!existsSync(file)) return 'unknown';
	const manifest: { license?: string; licenses?: readonly { type: string }[] } = JSON.parse(
		readFileSync(file, 'utf8'),
	);
	return manifest.license ?? manifest.licenses?.map((licence) => licence.type).join(' OR ') ?? 'unknown';
}

function notices(): { text: string; refused: string[] } {
	const refused: string[] = [];
	const parts = ['Third-party software in the Imaging HUB consult workspace. Generated: npm run notices\n'];
	const packages = shippedPackages();
	const bound = machineBound(packages);
	const titles: string[] = [];
	for (const each of packages) {
		const { name, folder, entry } = each;
		const licence = entry.license ?? readByHand[name] ?? declaredByPackage(folder);
		if (!isAgreed(licence)) refused.push(`${name}: ${licence}`);
		const title = `${name} ${entry.version ?? ''} (${licence})`;
		if (bound.has(each)) titles.push(title);
		else parts.push(`${rule}\n${title}\n\n${licenceTexts(folder)}\n`);
	}
	parts.push(
		`${rule}\nFor one kind of machine each, installed where they fit:\n\n${[...new Set(titles)].join('\n')}\n`,
	);
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
