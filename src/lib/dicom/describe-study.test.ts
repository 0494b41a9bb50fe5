import { expect, it } from 'vitest';
import { bytesInMemory } from '#lib/base/bytes.ts';
import type { Dataset } from './dataset.ts';
import { describePatient, describeSeries, describeStudy } from './describe-study.ts';
import { identityOf } from './instance-identity.ts';
import type { Part10 } from './part10/part10.ts';
import { readPart10 } from './part10/part10-reader.ts';
import { writePart10 } from './part10/part10-writer.ts';
import { explicitLittleEndian } from './transfer-syntax.ts';

async function read(dataset: Dataset): Promise<Part10> {
	const part10 = await readPart10(
		bytesInMemory(writePart10({ dataset, transferSyntax: explicitLittleEndian })),
	);
	if (!part10.ok) throw new Error(part10.reason);
	return part10.value;
}

const text = (vr: string, value: string) => ({ vr, Value: [value] });
const uids: Dataset = {
	'00080016': text('UI', '1.2.840.10008.5.1.4.1.1.7'),
	'00080018': text('UI', '2.25.3'),
	'0020000D': text('UI', '2.25.1'),
	'0020000E': text('UI', '2.25.2'),
};

it('reads patient, study and series as they are to be shown', async () => {
	const part10 = await read({
		...uids,
		'00080020': text('DA', '25680130'),
		'00080030': text('TM', '101112.5'),
		'00080060': text('CS', 'CR'),
		'00080080': text('LO', 'รพ.ทดสอบ'),
		'00080090': { vr: 'PN', Value: [{ Alphabetic: 'แพทย์^ทดสอบ^^พญ.' }] },
		'0008103E': text('LO', 'Chest\u202E PA'),
		'00100010': { vr: 'PN', Value: [{ Alphabetic: 'ใจดี^สมชาย^^นาย' }] },
		'00100020': text('LO', '0012345'),
		'00100030': text('DA', '25130315'),
		'00100040': text('CS', 'M'),
		'00101010': text('AS', '054Y'),
	});
	expect(describeStudy(part10)).toMatchObject({
		date: '2025-01-30',
		dateWasBuddhist: true,
		time: '10:11:12',
		institution: 'รพ.ทดสอบ',
		referring: { text: 'พญ. ทดสอบ แพทย์' },
		patient: {
			name: { text: 'นาย สมชาย ใจดี' },
			id: '0012345',
			birthDate: '1970-03-15',
			birthDateWasBuddhist: true,
			sex: 'M',
			age: '054Y',
		},
	});
	expect(describeSeries(part10)).toEqual({
		number: null,
		modality: 'CR',
		description: 'Chest PA',
		bodyPart: null,
	});
});

it('leaves empty what is missing or impossible', async () => {
	const patient = describePatient(
		await read({
			...uids,
			'00100030': text('DA', '20251301'),
			'00100040': text('CS', 'X'),
			'00101010': text('AS', '999Y'),
		}),
	);
	expect(patient).toEqual({
		name: { text: '', latin: null, guessed: false, damaged: false, asDeclared: null },
		id: null,
		issuer: null,
		birthDate: null,
		birthDateWasBuddhist: false,
		sex: null,
		age: null,
	});
});

it('threat-11: refuses a file whose UIDs are missing or are paths', async () => {
	expect(identityOf(await read(uids))).toMatchObject({
		ok: true,
		value: { study: '2.25.1', series: '2.25.2', instance: '2.25.3' },
	});
	const without: Dataset = { ...uids, '00080018': { vr: 'UI' } };
	expect(identityOf(await read(without))).toEqual({ ok: false, reason: 'missing-uid' });
	expect(identityOf(await read({ ...uids, '00080018': text('UI', '../../etc/passwd') }))).toEqual({
		ok: false,
		reason: 'bad-uid',
	});
});
