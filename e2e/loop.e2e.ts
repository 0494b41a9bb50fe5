/**
 * The whole of a consult, on three screens, over an archive of somebody else's: asked from a phone, taken, looked at and marked
 * together, answered and signed while the archive is dead and one of the three sleeps, handed back when it lives again, and read from there by another hub
 * that knows nothing but the archive: the same mark at the same place with the same number.
 */
import { expect, test } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { putHospital } from '#lib/server/archive/catalogue/hospitals.ts';
import { demoHospitals } from '#lib/server/demo/demo-people.ts';
import { openDatabase } from '#lib/server/store/open-database.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { dcmtkFile, dcmtkText } from '../tests/peers/dcmtk.ts';
import { startOrthanc } from '../tests/peers/orthanc.ts';
import type { OrthancPeer } from '../tests/peers/orthanc.ts';
import { startServer } from '../tests/server.ts';
import type { TestServer } from '../tests/server.ts';
import { closedMeanwhile } from './loop/closing.ts';
import { noSocket } from './loop/no-socket.ts';
import { lookOver, readLetter, readPrint, sign, write } from './loop/answer.ts';
import { files, series, size, slices, study } from './loop/patient.ts';
import { ask, prove } from './loop/people.ts';
import { sleep } from './loop/sleeping.ts';
import { AskedArchive } from './support/archive.ts';
import { policyComplaints, watchPolicy } from './support/policy.ts';
import { openLink, untilDiagnostic, viewport } from './support/reading.ts';
import { onScreen, panel, people, say, tab, untilLive } from './support/room.ts';
import { shot } from './support/shot.ts';
import { signInAs } from './support/staff.ts';
import { store } from './support/store.ts';
import { startWire } from './support/wire.ts';
import type { Wire } from './support/wire.ts';

async function hubOver(orthanc: OrthancPeer): Promise<{ server: TestServer; db: Database }> {
	const { root, user, password } = orthanc;
	const server = await startServer({
		env: { DICOMWEB_URL: root, DICOMWEB_USER: user, DICOMWEB_PASSWORD: password },
	});
	const db = await openDatabase({ dataDir: server.dataDir, databaseUrl: null });
	for (const hospital of demoHospitals) await putHospital(db, hospital);
	return { server, db };
}

/** The tablet is on a wire that can be cut. */
async function screens(browser: Browser, server: TestServer, { proxy }: Wire) {
	const context = async (width: number, height: number, more: { proxy?: Wire['proxy'] } = {}) => {
		const made = await browser.newContext({
			...{ viewport: { width, height }, hasTouch: width < 1100 },
			...more,
		});
		made.setDefaultTimeout(20_000);
		watchPolicy(made);
		return made;
	};
	const [desk, phone, tablet] = [
		await context(1440, 900),
		await context(390, 844),
		await context(1024, 768, { proxy }),
	];
	await signInAs(phone, server, 'rural-doctor', { hospital: '99001' });
	await signInAs(tablet, server, 'clinic-staff', { hospital: '99001' });
	const [specialist, doctor, nurse] = [await desk.newPage(), await phone.newPage(), await tablet.newPage()];
	return { specialist, doctor, nurse, contexts: [desk, phone, tablet] };
}

/** A mark as a screen shows it: its points in the picture, and what it says. */
async function shownLength(page: Page): Promise<{ points: number[]; millimetres: string }> {
	const mark = page.locator('[data-mark][data-kind="length"]');
	await expect(mark).toHaveCount(1);
	const points = ((await mark.getAttribute('data-points')) ?? '').split(/[ ,]/).map(Number);
	const millimetres = /[\d.]+(?=\s*มม\.)/.exec((await mark.textContent()) ?? '')?.[0] ?? 'none';
	return { points, millimetres };
}

test('a question from a phone becomes a signed answer in an archive that died meanwhile, and is read there by another hub', async ({
	browser,
}) => {
	test.setTimeout(240_000);
	const orthanc = await startOrthanc();
	const archive = new AskedArchive(orthanc);
	const { server, db } = await hubOver(orthanc);
	const wire = await startWire();
	const { specialist, doctor, nurse, contexts } = await screens(browser, server, wire);
	try {
		await store(server, files());
		expect(await archive.instances(study)).toHaveLength(slices);
		const times = () =>
			db
				.selectFrom('consult')
				.select(['id', 'state', 'asked_at', 'opened_at', 'first_picture_at', 'answered_at'])
				.executeTakeFirstOrThrow();
		const began = Date.now();
		const row = doctor.locator('li[data-consult]');
		const unread = row.getByText('มีเรื่องใหม่');
		const lineLate = Promise.withResolvers<null>();

		await test.step('asked from the viewer on a phone; the specialist’s empty list has it at once', async () => {
			await specialist.goto(`${server.origin}/consults`);
			await prove(specialist, server, /ธนกร/);
			await expect(specialist.getByRole('tab', { name: /รอฉันตอบ/ })).toBeVisible();
			await doctor.goto(`${server.origin}/studies/${study}`);
			await untilDiagnostic(doctor);
			await ask(doctor, 'ก้อนนี้สงสัยมะเร็งหรือไม่', 'ธารามหานคร');
			await doctor.route(/\/api\/events/, async (route) => {
				await lineLate.promise;
				await route.continue();
			});
			await doctor.goto(`${server.origin}/consults?box=asked`);
			await expect(row).toContainText('ยังไม่มีผู้เปิดอ่าน');
			await expect(unread).toHaveCount(0);
			expect(await times()).toMatchObject({ opened_at: null, first_picture_at: null });
		});
		const consult = (await times()).id;
		const address = `${server.origin}/consults/${consult}`;

		await test.step('taken, opened, its first picture seen: each when it was, on the asker’s list', async () => {
			const mine = specialist.locator('li[data-consult]').first();
			await mine.getByRole('button', { name: 'รับ', exact: true }).click();
			await expect(mine).toContainText('คุณรับไว้');
			// It was taken before the asker's line was open: what was missed is asked for.
			lineLate.resolve(null);
			await expect(row).toContainText(/รับแล้ว|รับไว้/);
			await expect(unread).toBeVisible();
			expect((await times()).first_picture_at).toBeNull();
			await mine.getByRole('link').click();
			await untilDiagnostic(specialist);
			await untilLive(specialist);
			await expect(row).toContainText(/เปิดอ่าน /);
			await expect.poll(async () => (await times()).first_picture_at).not.toBeNull();
			const { state, asked_at, opened_at, first_picture_at } = await times();
			expect(state).toBe('in-session');
			const order = [began, asked_at ?? 0, opened_at ?? 0, first_picture_at ?? 0, Date.now()];
			expect(order).toEqual(order.toSorted((a, b) => a - b));
		});

		await test.step('looked at together: a length, a key image, on all three screens', async () => {
			await say(specialist, 'เห็นก้อนชัดที่ภาพที่สอง');
			await expect(unread).toBeVisible();
			for (const page of [doctor, nurse]) {
				await page.goto(address);
				await untilDiagnostic(page);
				await untilLive(page);
			}
			await doctor.locator('.asking .state').click();
			await expect(doctor.getByRole('dialog')).toContainText(/เปิดอ่าน .+ · เห็นภาพแรก /);
			await doctor.keyboard.press('Escape');
			await expect(people(specialist)).toHaveCount(3);
			await specialist.getByRole('button', { name: 'นำเสนอ', exact: true }).click();
			await viewport(specialist).hover();
			await specialist.keyboard.press('Home');
			await specialist.keyboard.press('ArrowDown');
			for (const page of [doctor, nurse]) await expect(viewport(page)).toHaveAttribute('data-index', '2');
			await specialist.keyboard.press('l');
			const [from, to] = [
				await onScreen(specialist, [60, 70], size),
				await onScreen(specialist, [100, 70], size),
			];
			await specialist.mouse.move(from.x, from.y);
			await specialist.mouse.down();
			await specialist.mouse.move(to.x, to.y, { steps: 5 });
			await specialist.mouse.up();
			await specialist.keyboard.press('Escape');
			await expect(specialist.locator('[data-mark][data-state="stored"]')).toHaveCount(1);
			const drawn = await shownLength(specialist);
			expect(Math.abs(Number(drawn.millimetres) - 20)).toBeLessThan(1);
			for (const page of [doctor, nurse]) {
				await expect(page.locator('[data-mark][data-state="stored"]')).toHaveCount(1);
				expect(await shownLength(page)).toEqual(drawn);
			}
			await tab(specialist, 'keys');
			await specialist.getByRole('textbox', { name: /ชื่อภาพ/ }).fill('ก้อนที่สงสัย');
			await specialist.getByRole('button', { name: 'เก็บภาพนี้' }).click();
			await tab(nurse, 'keys');
			await expect(panel(nurse).locator('[data-key][data-stored="true"]')).toContainText('เครื่องหมาย 1');
			await shot(nurse, 'nurse-keys');
			// Read by whoever sat in it, on the list too.
			const list = await doctor.context().newPage();
			await list.goto(`${server.origin}/consults?box=asked`);
			await expect(list.locator('li[data-consult]')).toContainText(/เปิดอ่าน /);
			await expect(list.locator('li[data-consult]').getByText('มีเรื่องใหม่')).toHaveCount(0);
			await list.close();
		});
		const wake = await sleep(nurse, wire);
		const drawn = await shownLength(specialist);
		const inWords = String(Number(drawn.millimetres));

		await test.step('signed with a fresh proof while the archive is dead: hand-back waits, and says so', async () => {
			await tab(doctor, 'answer');
			await expect(doctor.getByText('ยังไม่มีคำตอบที่ลงนาม')).toBeVisible();
			await write(specialist, 'ก้อนที่สงสัย', inWords);
			await orthanc.kill();
			await lookOver(specialist, `${inWords} มม.`);
			await db
				.updateTable('staff_session')
				.set({ proved_at: Date.now() - 7 * 60_000 })
				.execute();
			await sign(specialist, async () => {
				await prove(specialist, server, /ธนกร/);
				await specialist.waitForURL(/\/consults\//);
			});
			// No reload on the phone: the line told.
			for (const page of [specialist, doctor]) {
				await expect(page.getByText('ลายเซ็นถูกต้อง')).toBeVisible();
				await expect(page.locator('[data-handback="waiting"]')).toContainText('รอคลังภาพ');
			}
			await expect(doctor.getByText(/ลงนามโดย/)).toBeVisible();
			await shot(specialist, 'signed-waiting-1440');
			await shot(doctor, 'ward-390');
			await doctor.setViewportSize({ width: 1024, height: 768 });
			await shot(doctor, 'ward-1024');
			expect((await times()).answered_at).not.toBeNull();
		});
		const letter = await readLetter(doctor, consult);

		await test.step('the archive lives again: everything arrives by itself, once', async () => {
			await orthanc.again();
			for (const page of [specialist, doctor])
				await expect(page.getByText(/ส่งกลับคลังภาพแล้ว/)).toBeVisible({ timeout: 60_000 });
			await shot(specialist, 'signed-1440');
			const held = await archive.instances(study);
			expect(held.map(({ modality }) => modality).sort()).toEqual([
				'CT',
				'CT',
				'CT',
				'DOC',
				'KO',
				'PR',
				'SR',
			]);
			expect(await archive.arrivals()).toBe(slices + 4);
			const fileOf = (wanted: string): Promise<Uint8Array> =>
				archive.file(held.find(({ modality }) => modality === wanted)?.uid ?? '');
			const report = dcmtkText('dsrdump', [], await fileOf('SR'));
			const reported = Number(/Length.*="([\d.]+)"/.exec(report)?.[1]);
			expect(reported.toFixed(1), report).toBe(drawn.millimetres);
			expect(dcmtkText('dsrdump', [], await fileOf('KO'))).toContain('For Referring Provider');
			expect(dcmtkText('dcmdump', ['+P', '0070,0023'], await fileOf('PR'))).toContain('POLYLINE');
			const pdf = dcmtkFile('dcm2pdf', [], await fileOf('DOC'));
			expect(Buffer.compare(pdf.subarray(0, letter.length), letter)).toBe(0);
			await readPrint(doctor, consult);
		});

		await test.step('a network that lets no socket through reads all of it, and says so; the lists name who signed', async () => {
			await doctor.goto(`${server.origin}/consults?box=asked`);
			await expect(doctor.locator('[data-signed="1"]')).toContainText(/คำตอบฉบับที่ 1.*ลงนามโดย/);
			const page = await doctor.context().newPage();
			await noSocket(page);
			await page.goto(`${server.origin}/consults/${consult}`);
			await expect(page.locator('[data-standing]')).toHaveAttribute('data-standing', 'reading');
			await tab(page, 'talk');
			await expect(page.getByText(/เครือข่ายนี้ไม่ให้เชื่อมต่อสด/)).toBeVisible();
			await expect(panel(page).locator('[data-message]').first()).toBeVisible();
			await tab(page, 'answer');
			await expect(page.getByText('ลายเซ็นถูกต้อง')).toBeVisible();
			await shot(page, 'reading');
			await page.close();
		});

		await test.step('another hub over the same archive shows the same mark, number, look and letter', async () => {
			const other = await hubOver(orthanc);
			const reader = await browser.newContext();
			try {
				const page = await reader.newPage();
				await openLink(page, other.server.createLink({ studies: [study] }), `series=${series}`);
				await untilDiagnostic(page);
				await expect(page.locator('[data-foreign="3"]')).toBeVisible();
				await page.keyboard.press('Home');
				await page.keyboard.press('ArrowDown');
				await expect(page.locator('[data-mark][data-here="true"]')).toHaveCount(1);
				const read = await shownLength(page);
				expect(read.millimetres).toBe(drawn.millimetres);
				for (const [i, place] of drawn.points.entries())
					expect(Math.abs((read.points[i] ?? Infinity) - place), `point ${i}`).toBeLessThan(0.02);
				await expect(page.locator('[data-mark][data-kind="length"]')).toHaveAttribute('data-mine', 'false');
				await shot(page, 'read-again');
				await page.locator('[data-foreign]').click();
				await page.getByRole('dialog').getByRole('button', { name: 'เปิดภาพสำคัญที่ 1' }).click();
				await expect(viewport(page)).toHaveAttribute('data-instance', `${series}.2`);
				await page.locator('nav button', { hasText: 'Consult answer (PDF)' }).click();
				await expect(page.locator('[data-document="pdf"]')).toContainText(/W\s+256\s+L\s+128/);
				await shot(page, 'read-letter');
			} finally {
				await reader.close();
				await other.db.destroy();
				await other.server.stop();
			}
		});

		await test.step('a tablet that slept for a minute without a line was missed, and comes back to all of it', async () => {
			// The doctor has gone to the printed page.
			await expect(people(specialist)).toHaveCount(1);
			await say(specialist, 'ตอบแล้วครับ');
			await wake();
			await untilLive(nurse);
			await expect(people(specialist)).toHaveCount(2);
			await tab(nurse, 'talk');
			await expect(panel(nurse).locator('[data-message]')).toHaveCount(2);
			await tab(nurse, 'answer');
			await expect(nurse.getByText('ลายเซ็นถูกต้อง')).toBeVisible();
			await expect(nurse.getByText(/ส่งกลับคลังภาพแล้ว/)).toBeVisible();
			expect(await shownLength(nurse)).toEqual(drawn);
		});

		await test.step('closed while its specialist wrote without a line: nothing is lost, and it says why it was not taken', async () => {
			await closedMeanwhile(specialist, doctor, address);
		});
		expect(policyComplaints()).toEqual([]);
	} finally {
		for (const context of contexts) await context.close();
		wire.close();
		await db.destroy();
		await server.stop();
		await orthanc.stop();
	}
});
