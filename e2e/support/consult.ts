/** A consult to sit in: a small patient with two studies, a question asked by one hospital and taken by another. */
import type { BrowserContext } from '@playwright/test';
import * as v from 'valibot';
import type { Role } from '#lib/access/staff.ts';
import { part10File } from '../../tests/fixtures/part10-file.ts';
import type { TestServer } from '../../tests/server.ts';
import { signInAs } from './staff.ts';

export const study = '2.25.4401';
export const otherStudy = '2.25.4402';
/** Of the same patient, known to the asking hospital: the consult isn't about it. */
export const outside = '2.25.4403';
export const series = `${study}.1`;
/** The same patient at the same time, every other slice: its frame of reference is that of `series`. */
export const sparse = `${study}.2`;
export const slices = 8;
const frameOfReference = `${study}.9`;
const size = 256;

function slice(of: { study: string; series: string; number: number; z: number; frame: string }): Uint8Array {
	return part10File({
		study: of.study,
		series: of.series,
		instance: `${of.series}.${of.number}`,
		number: of.number,
		text: of.series === sparse ? 'every other slice' : 'slices',
		values: Uint16Array.from(
			{ length: size * size },
			(_, i) => ((i % size) + Math.floor(i / size) + of.number * 40) % 1024,
		),
		more: {
			'00200011': { vr: 'IS', Value: [of.series === sparse ? 2 : 1] },
			'00200032': { vr: 'DS', Value: [0, 0, of.z] },
			'00200052': { vr: 'UI', Value: [of.frame] },
			'00280010': { vr: 'US', Value: [size] },
			'00280011': { vr: 'US', Value: [size] },
			'00281050': { vr: 'DS', Value: [-500] },
			'00281051': { vr: 'DS', Value: [1000] },
		},
	});
}

async function store(server: TestServer, hospital: string, files: readonly Uint8Array[]): Promise<void> {
	const boundary = 'consult';
	const answer = await fetch(`${server.origin}/dicom-web/studies`, {
		method: 'POST',
		headers: {
			authorization: `Bearer ${server.createToken(['store'], hospital)}`,
			'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}`,
			connection: 'close',
		},
		body: Buffer.concat([
			...files.flatMap((file) => [
				Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
				file,
				Buffer.from('\r\n'),
			]),
			Buffer.from(`--${boundary}--\r\n`),
		]),
	});
	if (answer.status !== 200) throw new Error(`not stored: ${answer.status} ${await answer.text()}`);
}

export interface Sitting {
	readonly consult: string;
	readonly address: string;
}

const Asked = v.object({ id: v.string(), revision: v.number() });

/** `doctor`, `specialist`, `nurse`: browsers of the three, who are signed in by it. */
export async function sitDown(
	server: TestServer,
	people: { doctor: BrowserContext; specialist: BrowserContext; nurse: BrowserContext },
): Promise<Sitting> {
	const number = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
	const enter = async (
		context: BrowserContext,
		role: Role,
		hospital: string,
	): Promise<(path: string, body: unknown) => Promise<unknown>> => {
		const { cookie } = await signInAs(context, server, role, { hospital });
		return async (path, body) => {
			const answer = await fetch(`${server.origin}${path}`, {
				method: 'POST',
				headers: { cookie, origin: server.origin, 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
			const text = await answer.text();
			if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
			return text === '' ? null : (JSON.parse(text) as unknown);
		};
	};
	const asks = await enter(people.doctor, 'rural-doctor', '99001');
	await enter(people.nurse, 'clinic-staff', '99001');
	const takes = await enter(people.specialist, 'specialist', '99002');
	const of = { study, series, frame: frameOfReference };
	await store(server, '99001', [
		...number(slices).map((n) => slice({ ...of, number: n, z: n * 5 })),
		...number(slices / 2).map((n) => slice({ ...of, series: sparse, number: n, z: n * 10 })),
	]);
	const more = [otherStudy, outside].flatMap((uid) => {
		const later = { study: uid, series: `${uid}.1`, frame: `${uid}.9` };
		return number(2).map((n) => slice({ ...later, number: n, z: n * 5 }));
	});
	await store(server, '99001', more);
	const asked = v.parse(
		Asked,
		await asks('/api/consults', {
			study,
			others: [otherStudy],
			place: null,
			question: 'ก้อนที่ปอดขวา ควรส่งต่อหรือไม่',
			background: 'ไอเรื้อรัง 3 สัปดาห์',
			urgency: 'urgent',
			to: { kind: 'hospital', hospital: '99002' },
			send: true,
			draft: null,
		}),
	);
	await takes(`/api/consults/${asked.id}/moves`, { move: 'accept', revision: asked.revision });
	return { consult: asked.id, address: `${server.origin}/consults/${asked.id}` };
}
