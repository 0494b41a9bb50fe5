import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { billOfMaterials, findings } from '../scripts/sbom.ts';
import type { Lock } from '../scripts/sbom.ts';

const lock: Lock = JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8'));
const fine = { version: '1.0.0', license: 'MIT', integrity: `sha512-${Buffer.alloc(64).toString('base64')}` };
const problems = (packages: Lock['packages']): string[] => findings({ packages }).map((each) => each.problem);

describe('bill of materials', () => {
	it('threat-25: an unknown licence, an unread install script or a missing checksum stops CI', () => {
		expect(problems({ 'node_modules/a': fine })).toEqual([]);
		expect(problems({ 'node_modules/a': { ...fine, license: 'GPL-3.0' } })[0]).toContain('GPL-3.0');
		expect(problems({ 'node_modules/a': { ...fine, license: 'MPL-2.0' } })).toHaveLength(1);
		expect(problems({ 'node_modules/a': { ...fine, license: 'MPL-2.0', dev: true } })).toEqual([]);
		expect(problems({ 'node_modules/a': { ...fine, license: '(MIT OR GPL-3.0)' } })).toEqual([]);
		expect(problems({ 'node_modules/a': { ...fine, hasInstallScript: true } })[0]).toContain('script');
		const { integrity, ...bare } = fine;
		expect(integrity.startsWith('sha512-')).toBe(true);
		expect(problems({ 'node_modules/a': bare })).toEqual(['has no checksum']);
		expect(
			findings({
				packages: { 'node_modules/nobody-has-this': { ...bare, integrity, license: undefined } as never },
			}),
		).toHaveLength(1);
	});

	it('threat-25: nothing is wrong with what we use, and all of it is listed with its hash', () => {
		expect(findings(lock)).toEqual([]);
		const bom = JSON.parse(billOfMaterials(lock, { name: 'hub', version: '1' }));
		expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
		expect(bom.components.length).toBe(Object.keys(lock.packages).length - 1);
		for (const component of bom.components) {
			expect(component.purl).toMatch(/^pkg:npm\/(%40[^/]+\/)?[^@/]+@.+/);
			expect(component.hashes?.[0]?.content).toMatch(/^[0-9a-f]{40,128}$/);
		}
		expect(billOfMaterials(lock, { name: 'hub', version: '1' })).toBe(JSON.stringify(bom, null, '\t') + '\n');
	});
});
