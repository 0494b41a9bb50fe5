/**
 * The fence itself: one planted violation of each kind must make lint fail. All are planted at once under names of their own,
 * linted as `npm run lint` lints, and removed again.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

const plants = {
	'src/lib/dicom/planted-good.ts':
		"import { toHex } from '#lib/base/bytes.ts';\nexport const planted = toHex;\n",
	'src/lib/base/planted-value.ts':
		"import { isUid } from '#lib/dicom/uid.ts';\nexport const planted = isUid;\n",
	'src/lib/dicom/planted-type.ts':
		"import type { Archive } from '#lib/server/archive/port.ts';\nexport type Planted = Archive;\n",
	'src/lib/viewer/planted-server.ts':
		"import type { FrameIndex } from '#lib/server/pixels/rendition.ts';\nexport type Planted = FrameIndex;\n",
	'src/lib/planted-room/planted.ts': 'export const planted = 1;\n',
	'src/lib/workspace/planted-engine.ts':
		"import * as it from '@cornerstonejs/core';\nexport const planted = it;\n",
	'src/lib/server/archive/planted-codec.ts':
		"import * as it from '@cornerstonejs/codec-openjph/wasmjs';\nexport const planted = it;\n",
	'src/lib/server/archive/planted-driver.ts':
		"import * as it from 'node:sqlite';\nexport const planted = it;\n",
	'src/lib/server/dicomweb/planted-sharp.ts': "import it from 'sharp';\nexport const planted = it;\n",
	'src/lib/viewer/planted-dexie.ts': "import * as it from 'dexie';\nexport const planted = it;\n",
	'src/lib/viewer/planted-yjs.ts': "import * as it from 'yjs';\nexport const planted = it;\n",
	'src/lib/base/planted-long.ts': `console.log(1);\n${'export {};\n'.repeat(401)}`,
	'src/lib/base/planted-any.ts': 'export const planted = (x: any): unknown => x;\n',
	'src/lib/base/planted-a.ts': "import { b } from './planted-b.ts';\nexport const a = (): number => b();\n",
	'src/lib/base/planted-b.ts': "import { a } from './planted-a.ts';\nexport const b = (): number => a();\n",
	'src/lib/base/planted-orphan.ts': 'export const planted = 1;\n',
} as const;

type Plant = keyof typeof plants;

let rulesBroken: ReadonlyMap<string, readonly string[]>;
let structure: string;

function run(program: string, args: readonly string[]): string {
	const all = [join(root, 'node_modules', program), ...args];
	return spawnSync(process.execPath, all, { cwd: root, encoding: 'utf8' }).stdout;
}

beforeAll(() => {
	for (const [path, text] of Object.entries(plants)) {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), text);
	}
	const report: { filePath: string; messages: { ruleId: string | null }[] }[] = JSON.parse(
		run('eslint/bin/eslint.js', ['--format', 'json', ...Object.keys(plants)]),
	);
	rulesBroken = new Map(report.map((file) => [file.filePath, file.messages.map((m) => m.ruleId ?? 'parse')]));
	const cruise = ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src/lib/base'];
	structure = run('dependency-cruiser/bin/dependency-cruiser.mjs', cruise);
});

afterAll(() => {
	for (const path of Object.keys(plants)) rmSync(join(root, path), { force: true });
	rmSync(join(root, 'src/lib/planted-room'), { recursive: true, force: true });
});

const broken = (path: Plant): readonly string[] => rulesBroken.get(join(root, path)) ?? ['not linted'];

describe('the fence', () => {
	it('lets an allowed door pass', () => {
		expect(broken('src/lib/dicom/planted-good.ts')).toEqual([]);
	});

	it.each([
		['a value through a missing door', 'src/lib/base/planted-value.ts', 'boundaries/dependencies'],
		['a type through a missing door', 'src/lib/dicom/planted-type.ts', 'boundaries/dependencies'],
		['the browser reaching into the server', 'src/lib/viewer/planted-server.ts', 'boundaries/dependencies'],
		['a file outside every room', 'src/lib/planted-room/planted.ts', 'boundaries/no-unknown-files'],
		['the engine outside the viewer', 'src/lib/workspace/planted-engine.ts', 'no-restricted-imports'],
		['a codec outside its rooms', 'src/lib/server/archive/planted-codec.ts', 'no-restricted-imports'],
		[
			'the database driver outside the store',
			'src/lib/server/archive/planted-driver.ts',
			'no-restricted-imports',
		],
		['sharp outside its rooms', 'src/lib/server/dicomweb/planted-sharp.ts', 'no-restricted-imports'],
		['dexie outside offline', 'src/lib/viewer/planted-dexie.ts', 'no-restricted-imports'],
		['yjs outside consult', 'src/lib/viewer/planted-yjs.ts', 'no-restricted-imports'],
		['a file of over 400 lines', 'src/lib/base/planted-long.ts', 'max-lines'],
		['a console line', 'src/lib/base/planted-long.ts', 'no-console'],
		['an any', 'src/lib/base/planted-any.ts', '@typescript-eslint/no-explicit-any'],
	] as const)('stops %s', (_, path, rule) => {
		expect(broken(path)).toContain(rule);
	});

	it('stops a cycle and an orphan', () => {
		expect(structure).toContain('no-cycles: src/lib/base/planted-a.ts');
		expect(structure).toContain('no-orphans: src/lib/base/planted-orphan.ts');
	});
});
