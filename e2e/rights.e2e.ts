/** What a guest may not see does not exist for the guest, whatever is put into the address. */
import { randomInt } from 'node:crypto';
import { instancesOf, studiesOf } from './support/catalogue.ts';
import { openLink, untilDiagnostic } from './support/reading.ts';
import { expect, test } from './support/test.ts';

function randomUid(): string {
	return `2.25.${Array.from({ length: 3 }, () => String(randomInt(1, 2 ** 40))).join('')}`;
}

test('threat-1 a guest of one study gets the same 404 for another study and for none, on every route', async ({
	page,
	demo,
}) => {
	const studies = await studiesOf(demo);
	const mine = studies.find((each) => each.modalities.includes('CT'));
	const other = studies.find((each) => each.modalities.includes('MR'));
	const link = demo.createLink({ studies: [mine!.study] });
	await openLink(page, link);
	await untilDiagnostic(page);
	const [own] = await instancesOf(demo, mine!.study);
	const [foreign] = await instancesOf(demo, other!.study);
	const paths = (study: string, series: string, instance: string): string[] => [
		`/api/studies/${study}/manifest`,
		`/api/studies/${study}/instances/${instance}/frames/1`,
		`/api/studies/${study}/instances/${instance}/frames/1/preview`,
		`/api/studies/${study}/instances/${instance}/document`,
		`/api/studies/${study}/instances/${instance}/tree`,
		`/dicom-web/studies/${study}/metadata`,
		`/dicom-web/studies/${study}/rendered`,
		`/dicom-web/studies/${study}/thumbnail`,
		`/dicom-web/studies/${study}/series`,
		`/dicom-web/studies/${study}/series/${series}/metadata`,
		`/dicom-web/studies/${study}/series/${series}/instances/${instance}`,
		`/dicom-web/studies/${study}/series/${series}/instances/${instance}/metadata`,
		`/dicom-web/studies/${study}/series/${series}/instances/${instance}/frames/1`,
		`/dicom-web/studies/${study}/series/${series}/instances/${instance}/rendered`,
		`/dicom-web/studies/${study}/series/${series}/instances/${instance}/bulkdata/00420011`,
	];
	const ask = async (path: string, range = false): Promise<string> => {
		const answer = await page.request.get(demo.origin + path, {
			headers: range ? { range: 'bytes=0-9' } : {},
		});
		return `${String(answer.status())} ${(await answer.body()).toString('utf8')}`;
	};
	// The study's own address must answer, or the rest proves nothing.
	expect(await ask(`/api/studies/${mine!.study}/manifest`)).toMatch(/^200 /);
	for (const path of paths(other!.study, foreign!.series, foreign!.instance)) {
		const unknown = path
			.replaceAll(other!.study, randomUid())
			.replaceAll(foreign!.series, randomUid())
			.replaceAll(foreign!.instance, randomUid());
		const answer = await ask(path);
		expect(answer, path).toMatch(/^404 /);
		expect(answer, path).toBe(await ask(unknown));
		expect(await ask(path, true), path).toMatch(/^404 /);
	}
	// The own study's address with another study's instance in it, and the other way round.
	expect(await ask(`/api/studies/${mine!.study}/instances/${foreign!.instance}/frames/1`)).toMatch(/^404 /);
	expect(await ask(`/api/studies/${other!.study}/instances/${own!.instance}/frames/1`)).toMatch(/^404 /);
	const seen = await page.request.get(`${demo.origin}/dicom-web/studies`);
	const rows = (await seen.json()) as Record<string, { Value: string[] }>[];
	expect(rows.map((row) => row['0020000D']!.Value[0])).toEqual([mine!.study]);
});

test('threat-1 five hundred made-up UIDs find nothing', async ({ page, demo }) => {
	const mine = (await studiesOf(demo)).find((each) => each.modalities.includes('CT'));
	await openLink(page, demo.createLink({ studies: [mine!.study] }));
	for (let i = 0; i < 500; i++) {
		const uid = randomUid();
		const path = [
			`/api/studies/${uid}/manifest`,
			`/api/studies/${mine!.study}/instances/${uid}/frames/1`,
			`/dicom-web/studies/${uid}/metadata`,
			`/dicom-web/studies/${mine!.study}/series/${uid}/instances/${randomUid()}/rendered`,
		][i % 4]!;
		const answer = await page.request.get(demo.origin + path);
		expect(answer.status(), path.replace(/[0-9.]{10,}/g, 'UID')).toBe(404);
	}
});

test('threat-2 no path trick and no other verb reaches the archive', async ({ page, demo }) => {
	const mine = (await studiesOf(demo)).find((each) => each.modalities.includes('CT'));
	await openLink(page, demo.createLink({ studies: [mine!.study] }));
	const tricks = [
		'/instances',
		'/tools',
		'/system',
		'/dicom-web/../instances',
		'/dicom-web/%2e%2e/instances',
		'/dicom-web/studies/..%2f..%2finstances',
		`/dicom-web/studies/${mine!.study}%2f..%2f..`,
		'/dicom-web/studies/1.2.3/../../../health%00',
		'/api/studies/%2e%2e/manifest',
		'/dicom-web/servers',
		'/dicom-web/studies//series',
	];
	for (const trick of tricks) {
		// Node's own client sends the path as it is written; a browser would tidy it up first.
		const answer = await raw(demo.origin, trick);
		expect([400, 401, 404, 405], trick).toContain(answer);
	}
	for (const method of ['DELETE', 'PUT', 'PATCH'] as const) {
		const answer = await page.request.fetch(`${demo.origin}/dicom-web/studies/${mine!.study}`, { method });
		expect([403, 404, 405], method).toContain(answer.status());
	}
});

async function raw(origin: string, path: string): Promise<number> {
	const { request } = await import('node:http');
	const { hostname, port } = new URL(origin);
	return new Promise((resolve, reject) => {
		request({ hostname, port, path, method: 'GET' }, (answer) => {
			answer.resume();
			resolve(answer.statusCode ?? 0);
		})
			.on('error', reject)
			.end();
	});
}
