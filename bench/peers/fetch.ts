/**
 * Peers come from the package registries into `bench/work`, each at the version named here. OHIF ships unminified bundles: they are
 * minified first, or it would be judged for 23 MB that no one deploys.
 */
import { execFileSync } from 'node:child_process';
import {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { work } from '../work.ts';

export const versions = {
	ohif: '3.13.2',
	dwv: '0.36.4',
	konva: '10.2.0',
	jszip: '3.10.1',
	'magic-wand-tool': '1.1.7',
	esbuild: '0.28.2',
} as const;

const pages = join(import.meta.dirname, '..', 'pages');
const www = join(work, 'www');

interface Esbuild {
	transform(code: string, options: object): Promise<{ code: string }>;
	build(options: object): Promise<unknown>;
}
const EsbuildModule = v.object({
	transform: v.custom<Esbuild['transform']>((value) => typeof value === 'function'),
	build: v.custom<Esbuild['build']>((value) => typeof value === 'function'),
});

/** Unpacked, without anything that its authors would run at installation. */
function npmPackage(name: string, version: string): string {
	const folder = join(work, 'npm', `${name.replaceAll(/[@/]/g, '_')}-${version}`);
	if (!existsSync(folder)) {
		mkdirSync(join(work, 'npm'), { recursive: true });
		const packed = execFileSync('npm', ['pack', '--silent', `${name}@${version}`], {
			cwd: join(work, 'npm'),
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		const file = join(work, 'npm', packed.trim().split('\n').at(-1) ?? '');
		mkdirSync(`${folder}.part`, { recursive: true });
		execFileSync('tar', ['-xzf', file, '-C', `${folder}.part`]);
		rmSync(file);
		renameSync(`${folder}.part`, folder);
	}
	return join(folder, 'package');
}

/** esbuild and what dwv imports, installed together. */
function tools(): { folder: string; esbuild: Esbuild } {
	const folder = join(work, 'tools');
	const wanted = (['esbuild', 'konva', 'jszip', 'magic-wand-tool'] as const).map(
		(name) => `${name}@${versions[name]}`,
	);
	if (!existsSync(join(folder, 'node_modules', 'esbuild'))) {
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, 'package.json'), '{"private":true}');
		execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent', ...wanted], {
			cwd: folder,
			stdio: 'ignore',
		});
	}
	const loaded: unknown = createRequire(join(folder, 'x.js'))('esbuild');
	return { folder, esbuild: v.parse(EsbuildModule, loaded) };
}

/** The folder to serve; a minute the first time. */
export async function ohifFolder(): Promise<string> {
	const folder = join(www, `ohif-${versions.ohif}`);
	if (!existsSync(folder)) {
		const part = `${folder}.part`;
		rmSync(part, { recursive: true, force: true });
		cpSync(join(npmPackage('@ohif/app', versions.ohif), 'dist'), part, { recursive: true });
		const { esbuild } = tools();
		for (const path of filesOf(part).filter((one) => one.endsWith('.js'))) {
			const source = readFileSync(path, 'utf8');
			const minified = await esbuild
				.transform(source, { minify: true, legalComments: 'none' })
				.catch(() => null);
			if (minified !== null) writeFileSync(path, minified.code);
		}
		writeFileSync(join(part, 'app-config.js'), readFileSync(join(pages, 'ohif-config.js')));
		squeeze(part);
		renameSync(part, folder);
	}
	return folder;
}

export async function dwvFolder(): Promise<string> {
	const folder = join(www, `dwv-${versions.dwv}`);
	if (!existsSync(folder)) {
		const part = `${folder}.part`;
		rmSync(part, { recursive: true, force: true });
		cpSync(join(npmPackage('dwv', versions.dwv), 'dist'), part, {
			recursive: true,
			filter: (path) => !/\.(map|d\.ts)$|node\.min/.test(path),
		});
		const { folder: from, esbuild } = tools();
		for (const name of ['konva', 'jszip', 'magic-wand-tool']) {
			await esbuild.build({
				stdin: { contents: `export * from '${name}'; export { default } from '${name}';`, resolveDir: from },
				outfile: join(part, `${name}.js`),
				...{ bundle: true, format: 'esm', minify: true, platform: 'browser', logLevel: 'silent' },
			});
		}
		cpSync(join(pages, 'dwv.html'), join(part, 'index.html'));
		squeeze(part);
		renameSync(part, folder);
	}
	return folder;
}

export function controlFolder(): string {
	const folder = join(www, 'control');
	mkdirSync(folder, { recursive: true });
	cpSync(join(pages, 'control.html'), join(folder, 'index.html'));
	return folder;
}

/** A Debian package's files without installing it; null where there is no apt. */
export function debianFiles(name: string): string | null {
	const folder = join(work, 'deb', name);
	if (existsSync(folder)) return folder;
	const part = `${folder}.part`;
	mkdirSync(part, { recursive: true });
	try {
		execFileSync('apt-get', ['download', '-qq', name], { cwd: part, stdio: 'ignore' });
		const [deb] = readdirSync(part).filter((one) => one.endsWith('.deb'));
		if (deb === undefined) return null;
		execFileSync('dpkg-deb', ['-x', join(part, deb), folder]);
		return folder;
	} catch {
		return null;
	} finally {
		rmSync(part, { recursive: true, force: true });
	}
}

/** As a good server keeps them: compressed beforehand, as strongly as gzip can. */
function squeeze(folder: string): void {
	for (const path of filesOf(folder)) {
		if (/\.(js|mjs|css|wasm|html|json|svg)$/.test(path))
			writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
	}
}

function filesOf(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));
}
