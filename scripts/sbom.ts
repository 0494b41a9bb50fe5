/**
 * `npm run sbom`: writes sbom.cdx.json, the bill of materials of every package in the lock file (CycloneDX 1.6), tools included.
 * Fails when a licence isn't one we have agreed to, when a package wants to run a script at its installation that nobody has
 * read, or when one has no checksum (threat 25). `--check` only looks.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agreed, agreedForTools, isAgreed, readByHand } from './agreed-licences.ts';

const root = join(import.meta.dirname, '..');
const modules = 'node_modules/';

/** Read: a banner that asks for donations; a tool that looks whether its built binary is there and fetches it by npm if not. */
const readInstallScripts: ReadonlySet<string> = new Set(['core-js-pure@3.51.0', 'unrs-resolver@1.12.2']);

export interface LockEntry {
	readonly version?: string;
	readonly license?: string;
	readonly integrity?: string;
	readonly resolved?: string;
	readonly dev?: boolean;
	readonly devOptional?: boolean;
	readonly optional?: boolean;
	readonly link?: boolean;
	readonly hasInstallScript?: boolean;
}
export type Lock = { readonly packages: Readonly<Record<string, LockEntry>> };

export interface Finding {
	readonly name: string;
	readonly problem: string;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf(modules) + modules.length);

function licenceOf(path: string, entry: LockEntry): string {
	const name = nameOf(path);
	if (entry.license !== undefined) return entry.license;
	if (readByHand[name] !== undefined) return readByHand[name];
	// The lock file lacks some licences, among them those in the old form `licenses: [{type}]`.
	const file = join(root, path, 'package.json');
	if (!existsSync(file)) return 'unknown';
	const manifest: { license?: string; licenses?: readonly { type: string }[] } = JSON.parse(
		readFileSync(file, 'utf8'),
	);
	return manifest.license ?? manifest.licenses?.map((each) => each.type).join(' OR ') ?? 'unknown';
}

function packagesOf(lock: Lock): [string, LockEntry][] {
	return Object.entries(lock.packages)
		.filter(([path, entry]) => path !== '' && entry.link !== true)
		.sort(([a], [b]) => (a < b ? -1 : 1));
}

export function findings(lock: Lock): Finding[] {
	return packagesOf(lock).flatMap(([path, entry]): Finding[] => {
		const name = `${nameOf(path)}@${entry.version ?? '?'}`;
		const licence = licenceOf(path, entry);
		const found: Finding[] = [];
		const tool = entry.dev === true || entry.devOptional === true;
		if (!isAgreed(licence, tool ? agreedForTools : agreed))
			found.push({ name, problem: `licence nobody has agreed to: ${licence}` });
		if (entry.hasInstallScript === true && !readInstallScripts.has(name))
			found.push({ name, problem: 'runs a script when it is installed, and nobody has read it' });
		if (entry.integrity === undefined) found.push({ name, problem: 'has no checksum' });
		return found;
	});
}

/** The same bytes for the same lock file. */
export function billOfMaterials(
	lock: Lock,
	product: { readonly name: string; readonly version: string },
): string {
	const components = packagesOf(lock).map(([path, entry]) => {
		const name = nameOf(path);
		const version = entry.version ?? '';
		return {
			type: 'library',
			'bom-ref': path,
			...(name.startsWith('@') ? { group: name.split('/')[0] } : {}),
			name: name.split('/').at(-1),
			version,
			scope: entry.dev === true ? 'excluded' : entry.optional === true ? 'optional' : 'required',
			...hashesOf(entry.integrity),
			licenses: [{ expression: licenceOf(path, entry) }],
			purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
		};
	});
	const digest = createHash('sha256').update(JSON.stringify(components)).digest('hex');
	const bom = {
		bomFormat: 'CycloneDX',
		specVersion: '1.6',
		serialNumber: `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`,
		version: 1,
		metadata: {
			component: { type: 'application', 'bom-ref': 'product', name: product.name, version: product.version },
		},
		components,
		dependencies: [],
	};
	return `${JSON.stringify(bom, null, '\t')}\n`;
}

function hashesOf(integrity: string | undefined) {
	const [algorithm = '', content = ''] = integrity?.split('-') ?? [];
	const known: Readonly<Record<string, string>> = { sha512: 'SHA-512', sha256: 'SHA-256', sha1: 'SHA-1' };
	const alg = known[algorithm];
	return alg === undefined
		? {}
		: { hashes: [{ alg, content: Buffer.from(content, 'base64').toString('hex') }] };
}

if (import.meta.main) {
	const lock: Lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
	const product: { name: string; version: string } = JSON.parse(
		readFileSync(join(root, 'package.json'), 'utf8'),
	);
	const found = findings(lock);
	for (const { name, problem } of found) process.stderr.write(`${name}: ${problem}\n`);
	if (found.length > 0) process.exit(1);
	const text = billOfMaterials(lock, product);
	if (!process.argv.includes('--check')) writeFileSync(join(root, 'sbom.cdx.json'), text);
	process.stdout.write(`${packagesOf(lock).length} packages\n`);
}
