/**
 * The answer, from the specialist's desk to the rural doctor's screen and paper: written with phrases, a key image and a length
 * pulled in, looked over, refused without a fresh proof, signed after it; seen by the one who asked without a reload.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { putHospital } from '#lib/server/archive/catalogue/hospitals.ts';
import { demoHospitals } from '#lib/server/demo/demo-people.ts';
import { openDatabase } from '#lib/server/store/open-database.ts';
import { appendEvent, common, eventId } from '../tests/answer-world.ts';
import { part10File } from '../tests/fixtures/part10-file.ts';
import { shot } from './support/shot.ts';
import { signInAs } from './support/staff.ts';
import { store } from './support/store.ts';
import { expect, test } from './support/test.ts';

const study = '2.25.85001';
const picture = { study, series: `${study}.1`, instance: `${study}.1.1` };
const size = 160;

/** A disc of 20 mm in grey, 0.5 mm pixels. */
function slice(): Uint8Array {
	const values = new Uint16Array(size * size);
	for (let row = 0; row < size; row++)
		for (let column = 0; column < size; column++)
			values[row * size + column] = Math.hypot(column - 80, row - 70) < 20 ? 1064 : 300 + row;
	return part10File({
		...picture,
		values,
		more: {
			'00080080': { vr: 'LO', Value: ['รพ.ห้วยทรายงาม'] },
			'00280010': { vr: 'US', Value: [size] },
			'00280011': { vr: 'US', Value: [size] },
			'00280030': { vr: 'DS', Value: [0.5, 0.5] },
			'00281054': { vr: 'LO', Value: ['HU'] },
		},
	});
}

test('a specialist answers with phrases, a key image and a length; signs after proving who they are; the doctor who asked sees it at once and opens the PDF', async ({
	browser,
	plain: server,
}) => {
	test.setTimeout(180_000);
	const db = await openDatabase({ dataDir: server.dataDir, databaseUrl: null });
	for (const hospital of demoHospitals) await putHospital(db, hospital);
	await store(server, [slice()]);
	const [asking, answering] = [await browser.newContext(), await browser.newContext()];
	const rural = await signInAs(asking, server, 'rural-doctor', { hospital: '99001' });
	// Signed in a while ago: signing will want a fresh proof.
	const past = Date.now() - 7 * 60_000;
	const specialist = await signInAs(answering, server, 'specialist', { hospital: '99002', authTime: past });
	await db.updateTable('staff_session').set({ proved_at: past }).where('id', '=', specialist.id).execute();
	const person = async (session: { id: string }): Promise<string> =>
		(
			await db
				.selectFrom('staff_session')
				.select('person')
				.where('id', '=', session.id)
				.executeTakeFirstOrThrow()
		).person;
	const [asker, consultant] = [await person(rural), await person(specialist)];

	const post = async (
		context: typeof asking,
		path: string,
		data: object,
	): Promise<Record<string, unknown>> => {
		const answer = await context.request.post(server.origin + path, {
			data,
			headers: { origin: server.origin },
		});
		expect(answer.ok(), `${path} ${answer.status()} ${await answer.text()}`).toBe(true);
		return (await answer.json().catch(() => ({}))) as Record<string, unknown>;
	};
	const asked = await post(asking, '/api/consults', {
		...{ study, others: [], place: null, question: 'ก้อนนี้สงสัยมะเร็งหรือไม่', background: '', urgency: 'urgent' },
		...{ to: { kind: 'person', person: consultant }, send: true, draft: null },
	});
	const consult = String(asked['id']);
	await post(answering, `/api/consults/${consult}/moves`, { move: 'accept', revision: asked['revision'] });
	const now = Date.now();
	await appendEvent(db, consult, { ...common(1, asker), k: 'ann', base: null, mark: length() }, now);
	await appendEvent(db, consult, { ...common(2, consultant), ...keyImage() }, now);

	const [desk, ward] = [await answering.newPage(), await asking.newPage()];
	await ward.goto(`${server.origin}/consults/${consult}`);
	await ward.getByRole('tab', { name: 'คำตอบ' }).click();
	await expect(ward.getByText('ยังไม่มีคำตอบที่ลงนาม')).toBeVisible();

	await desk.goto(`${server.origin}/consults/${consult}`);
	await desk.getByRole('tab', { name: 'คำตอบ' }).click();
	const sign = desk.getByRole('button', { name: 'ดูก่อนลงนาม' });
	await expect(sign).toBeDisabled();
	await desk.getByLabel('สิ่งที่ตรวจพบ', { exact: true }).fill('พบก้อนกลมขอบเรียบ ขนาด 20 มม.');
	await desk.getByLabel('วลีสำเร็จรูป: สรุปความเห็น').click();
	await desk.getByRole('button', { name: 'แทรก “ก้อนที่ปอดกลีบ … สงสัยมะเร็งปอด”' }).click();
	await desk.getByLabel('วลีสำเร็จรูป: ข้อแนะนำ').click();
	await desk.getByRole('button', { name: /แทรก “แนะนำตรวจชิ้นเนื้อ/ }).click();
	await desk.getByLabel('ด่วนใน 24 ชม.').check();
	await desk.getByLabel('ใส่ในคำตอบ: ก้อนที่สงสัย').check();
	await desk.getByLabel(/^ใส่ในคำตอบ: ความยาว 20/).check();
	await shot(desk, 'desk-1440');
	expect((await new AxeBuilder({ page: desk }).include('section.answer').analyze()).violations).toEqual([]);

	await sign.click();
	const sheet = desk.getByRole('dialog');
	// A phrase's blank is not signed over.
	await expect(sheet.getByText(/ยังมีช่อง “…” ที่ไม่ได้เติม/)).toBeVisible();
	await expect(sheet.getByRole('button', { name: 'ลงนาม', exact: true })).toBeDisabled();
	await sheet.getByRole('button', { name: 'กลับไปแก้ไข' }).last().click();
	await desk.getByLabel('สรุปความเห็น', { exact: true }).fill('ก้อนที่ปอดกลีบขวาบน สงสัยมะเร็งปอด');
	await sign.click();
	await expect(sheet.getByText('ภาพสำคัญที่ 1')).toBeVisible();
	await expect(sheet.getByText('20 มม.').first()).toBeVisible();
	await expect
		.poll(() => sheet.locator('figure img').evaluate((img: HTMLImageElement) => img.naturalWidth))
		.toBeGreaterThan(100);
	await shot(desk, 'review-1440');
	await sheet.getByRole('button', { name: 'ลงนาม', exact: true }).click();
	await expect(sheet.getByText(/ต้องยืนยันตัวตนภายใน 5 นาที/)).toBeVisible();
	await sheet.getByRole('button', { name: 'ไปยืนยันตัวตน' }).click();
	await desk.waitForURL(/sign-in|idp/);
	// Proved; the way through the provider is another test's.
	await db
		.updateTable('staff_session')
		.set({ proved_at: Date.now() })
		.where('id', '=', specialist.id)
		.execute();
	await desk.goto(`${server.origin}/consults/${consult}`);
	await desk.getByRole('tab', { name: 'คำตอบ' }).click();
	await sheet.getByRole('button', { name: 'ลงนาม', exact: true }).click();
	await expect(desk.getByText('ลายเซ็นถูกต้อง')).toBeVisible();
	await expect(desk.getByText(/ส่งกลับคลังภาพแล้ว/)).toBeVisible();
	await shot(desk, 'signed-1440');

	// No reload here: the line told.
	await expect(ward.getByText('ลายเซ็นถูกต้อง')).toBeVisible();
	await expect(ward.getByText(/ลงนามโดย/)).toBeVisible();
	for (const [width, height] of [
		[1024, 768],
		[390, 844],
	] as const) {
		await ward.setViewportSize({ width, height });
		await shot(ward, `ward-${width}`);
	}
	await ward.setViewportSize({ width: 1440, height: 900 });
	const pdf = await asking.request.get(`${server.origin}/api/consults/${consult}/answer/1/letter.pdf`);
	expect(pdf.headers()['content-type']).toBe('application/pdf');
	const file = join(test.info().outputPath(), 'letter.pdf');
	writeFileSync(test.info().outputPath('letter.pdf'), await pdf.body());
	const text = execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8' }).replace(/\s/g, '');
	expect(text).toContain('พบก้อนกลมขอบเรียบขนาด20มม.');
	expect(text).toContain('เร่งด่วน(ภายใน24ชั่วโมง)');
	if (process.env['SHOTS'] !== undefined)
		execFileSync('pdftoppm', ['-r', '80', '-png', file, join(process.env['SHOTS'], 'letter')]);
	await ward.goto(`${server.origin}/consults/${consult}/answer/print`);
	await expect(ward.getByText('ใบตอบปรึกษาทางรังสีและภาพทางการแพทย์')).toBeVisible();
	await expect
		.poll(async () => (await ward.locator('figure .picture').boundingBox())?.height ?? 0)
		.toBeGreaterThan(200);
	await shot(ward, 'print-1440');
	expect((await new AxeBuilder({ page: ward }).analyze()).violations).toEqual([]);
	await db.destroy();
	await asking.close();
	await answering.close();
});

function length() {
	return {
		kind: 'length' as const,
		...picture,
		frame: 1,
		points: {
			space: 'patient' as const,
			frameOfReference: `${picture.series}.9`,
			at: [
				[30, 35, 1],
				[50, 35, 1],
			] as [number, number, number][],
		},
		label: '',
		seen: [{ name: 'length' as const, value: 20, unit: 'mm', trust: 'calibrated' as const }],
	};
}

function keyImage() {
	const seen = { zoom: 1, middle: [0.5, 0.5] as [number, number], inverted: false };
	const turned = { mirrored: false, turn: 0 as const };
	return {
		k: 'key' as const,
		look: { ...picture, frame: 1, window: { center: 0, width: 900 }, ...seen, ...turned },
		marks: [eventId(1)],
		title: 'ก้อนที่สงสัย',
	};
}
