/** Answers from the desk to the archive, on both databases: who may sign what, what a change does, what is printed. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verify } from '../src/lib/server/audit/verify.ts';
import { verifyAnswers } from '../src/lib/server/consult/answer/verify-answers.ts';
import { readConsult } from '../src/lib/server/consult/request/consult-row.ts';
import type { Archive } from '../src/lib/server/archive/port.ts';
import { UpstreamArchive } from '../src/lib/server/archive/upstream/upstream-archive.ts';
import { createPixelPool } from '../src/lib/server/pixels/pool/pixel-pool.ts';
import type { PixelPool } from '../src/lib/server/pixels/pool/pixel-pool.ts';
import {
	answerWorld,
	begun,
	common,
	eventId,
	keyEvent,
	length,
	look,
	rural,
	specialist,
	uid,
} from './answer-world.ts';
import type { AnswerWorld } from './answer-world.ts';
import { dcmtkFile, dcmtkText } from './peers/dcmtk.ts';
import { copiedFromChromium, wordsOf } from './peers/pdf-copy.ts';
import { databases } from './peers/databases.ts';
import { startOrthanc } from './peers/orthanc.ts';

let pixels: PixelPool;
beforeAll(() => {
	pixels = createPixelPool({ size: 1 });
});
afterAll(() => pixels.close());
const peers = databases.map((make) => make());
const signal = () => AbortSignal.timeout(60_000);

describe.each(peers)('answers on $name', (peer) => {
	let world: AnswerWorld;
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());
	beforeEach(async () => {
		world = await answerWorld({ db: await peer.open(), pixels, archive: null });
	});
	afterEach(() => world.close());

	const count = async (): Promise<number> =>
		(await world.db.selectFrom('consult_answer').select('version').execute()).length;
	const seatOf = async (staff = specialist) => {
		const seat = await world.seat(staff);
		if (seat === null) throw new Error('no seat');
		return seat;
	};
	const faults = async () => (await verifyAnswers(world.db, world.keys)).faults.map(({ why }) => why);

	test('threat-17 an answer is signed over content, images and the record, moves the consult, and is whole when read again', async () => {
		expect(await world.sign()).toMatchObject({ ok: true, value: { again: false, version: 1 } });
		const view = await world.answers.read(await seatOf(rural), rural);
		expect(view.why).toBe('not-consultant');
		const [one] = view.versions;
		expect(one).toMatchObject({ valid: true, statement: { version: 1, amends: null, record: { seq: 2 } } });
		expect(one?.statement.signer).toMatchObject({
			person: 'specialist',
			name: specialist.name,
			hospital: '10002',
		});
		expect(one?.statement.subject).toMatchObject({
			name: 'สมชาย ใจดี',
			id: 'HN-0001',
			birthDate: '1970-01-02',
		});
		const row = await world.studies.catalogue.instancesOf((await seatOf()).studies[0]!, null);
		expect(one?.statement.images[0]).toMatchObject({ file: row[0]?.sha256, look: { window: look.window } });
		expect(one?.statement.measures[0]?.values).toEqual([
			{ name: 'length', value: 5, unit: 'mm', trust: 'calibrated' },
		]);
		expect((await readConsult(world.db, world.consult))?.state).toBe('answered');
		expect(await faults()).toEqual([]);
		expect((await verify(world.db, [])).kind).toBe('whole');
	});

	test('is refused to whoever asked, without a fresh proof, with an ended licence, and once the consult is closed', async () => {
		expect(await world.sign({}, rural)).toMatchObject({ reason: 'not-consultant' });
		expect(await world.sign({}, { ...specialist, provedAt: begun - 6 * 60_000 })).toMatchObject({
			reason: 'step-up-needed',
		});
		const nurse = {
			...specialist,
			licence: { profession: 'nurse', verified: true, validUntil: null } as const,
		};
		const seat = await seatOf();
		const shown = await world.answers.preview(seat, { opinion: world.opinion(), reason: null }, signal());
		if (!shown.ok) throw new Error(shown.reason);
		const seen = { head: shown.value.proposal.record, version: 1 };
		const ask = { key: crypto.randomUUID(), opinion: world.opinion(), reason: null, seen };
		const actor = { who: 'staff:specialist', from: null, requestId: null, now: begun };
		const licence = { profession: 'doctor', verified: true, validUntil: begun - 1 } as const;
		for (const staff of [nurse, { ...specialist, licence }])
			expect(await world.answers.sign({ staff, seat, ask, actor }, signal())).toEqual({
				ok: false,
				reason: 'licence-needed',
			});
		const closed = { ...seat, state: 'closed' as const, mayWrite: false };
		expect(await world.answers.sign({ staff: specialist, seat: closed, ask, actor }, signal())).toMatchObject(
			{
				reason: 'not-open',
			},
		);
		expect(await count()).toBe(0);
	});

	test('threat-20 is refused when the record moved since it was looked over, and when another version was signed', async () => {
		const seat = await seatOf();
		const shown = await world.answers.preview(seat, { opinion: world.opinion(), reason: null }, signal());
		if (!shown.ok) throw new Error(shown.reason);
		const seen = { head: shown.value.proposal.record, version: 1 };
		await world.record({ ...common(3, 'rural'), k: 'msg', thread: null, pin: null, text: 'มีผลแล็บใหม่' });
		expect(await world.sign({ seen })).toMatchObject({ reason: 'record-moved' });
		expect(await world.sign()).toMatchObject({ ok: true });
		expect(await world.sign({ seen: { ...seen, version: 1 } })).toMatchObject({ reason: 'answer-moved' });
		expect(await count()).toBe(1);
	});

	test('sending the same again signs once; the same key with other content is refused', async () => {
		const key = crypto.randomUUID();
		const first = await world.sign({ key });
		expect(first).toMatchObject({ value: { again: false, version: 1 } });
		const seen = { head: { seq: 2, hash: '0'.repeat(64) }, version: 1 };
		// A dropped line: the screen sends it again, minutes later.
		world.now += 7 * 60_000;
		expect(await world.sign({ key, seen })).toMatchObject({ ok: true, value: { again: true, version: 1 } });
		const other = world.opinion({ impression: 'อย่างอื่น' });
		expect(await world.sign({ key, seen, opinion: other })).toMatchObject({ reason: 'key-used' });
		expect(await count()).toBe(1);
	});

	test('an amendment is a new version with a reason; what was signed before stays to the byte', async () => {
		await world.sign();
		const before = await world.db.selectFrom('consult_answer').selectAll().executeTakeFirstOrThrow();
		expect(await world.sign({ opinion: world.opinion({ urgency: 'urgent' }) })).toMatchObject({
			reason: 'reason-needed',
		});
		const amended = { opinion: world.opinion({ urgency: 'urgent' }), reason: 'ผลแล็บใหม่' };
		expect(await world.sign(amended)).toMatchObject({ ok: true, value: { version: 2 } });
		const view = await world.answers.read(await seatOf(), specialist);
		expect(view.versions.map((one) => [one.statement.version, one.valid])).toEqual([
			[2, true],
			[1, true],
		]);
		expect(view.versions[0]?.statement.amends).toEqual({ hash: before.hash, reason: 'ผลแล็บใหม่' });
		const after = await world.db
			.selectFrom('consult_answer')
			.selectAll()
			.where('version', '=', 1)
			.executeTakeFirst();
		expect(after).toEqual(before);
	});

	test('of two that are signed at the same moment one is refused', async () => {
		const ends = await Promise.all([world.sign(), world.sign()]);
		expect(ends.map((end) => end.ok).sort()).toEqual([false, true]);
		expect(await count()).toBe(1);
		expect(await faults()).toEqual([]);
	});

	test('threat-14 a number that its points do not give, a preview, what was taken back and another patient’s picture are not signed', async () => {
		const lied = { ...length, seen: [{ ...length.seen[0]!, value: 50 }] };
		await world.record({ ...common(5, 'rural'), k: 'ann', base: null, mark: lied });
		const codes = async (more: Partial<ReturnType<AnswerWorld['opinion']>>): Promise<string[]> => {
			const shown = await world.answers.preview(
				await seatOf(),
				{ opinion: world.opinion(more), reason: null },
				signal(),
			);
			if (!shown.ok) throw new Error(shown.reason);
			return shown.value.problems.map(({ code }) => code);
		};
		expect(await codes({ impression: 'ก้อนที่ปอดกลีบ … สงสัยมะเร็งปอด' })).toEqual(['blank-left']);
		expect(await codes({ measurements: [eventId(5)] })).toEqual(['measurement-differs']);
		expect(await world.sign({ opinion: world.opinion({ measurements: [eventId(5)] }) })).toMatchObject({
			reason: 'problems-left',
		});
		await world.record({ ...common(6, 'specialist'), k: 'void', of: keyEvent, why: 'mistake' });
		expect(await codes({})).toEqual(['key-image-gone']);
		const elsewhere = { ...look, study: '2.25.9', series: '2.25.9.1', instance: '2.25.9.1.1' };
		await world.record({ ...common(7, 'specialist'), k: 'key', look: elsewhere, marks: [], title: '' });
		expect(await codes({ keyImages: [eventId(7)] })).toEqual(['key-image-gone']);
		// A frame whose pixels can't be had whole.
		await world.record({ ...common(8, 'specialist'), k: 'key', look, marks: [], title: '' });
		expect(await codes({ keyImages: [eventId(8)], measurements: [] })).toEqual([]);
		await world.db.updateTable('instance').set({ derive: 'none' }).where('uid', '=', uid.instance).execute();
		await world.db.deleteFrom('instance_derivation').execute();
		await world.db.updateTable('study').set({ revision: 99 }).execute();
		expect(await codes({ keyImages: [eventId(8)], measurements: [] })).toEqual(['key-image-not-final']);
	});

	test('threat-17 a changed word, a changed signature, a lost version and a changed record are each named', async () => {
		await world.sign();
		await world.sign({ reason: 'แก้คำผิด' });
		const whole = await world.db.selectFrom('consult_answer').selectAll().orderBy('version').execute();
		const put = async (version: number, change: { body?: string; signature?: string; hash?: string }) => {
			await world.db.updateTable('consult_answer').set(change).where('version', '=', version).execute();
		};
		const [first, second] = whole;
		if (first === undefined || second === undefined) throw new Error('two versions');
		const changed = first.body.replace('"urgency":"routine"', '"urgency":"urgent"');
		await put(1, { body: changed });
		expect(await faults()).toEqual(['its text was changed after it was signed']);
		// Whoever can change the text can hash it anew; the signature they can't make.
		const { createHash } = await import('node:crypto');
		await put(1, { body: changed, hash: createHash('sha256').update(changed).digest('hex') });
		expect(await faults()).toContain('its signature is not ours, or not of this text');
		await put(1, { body: first.body, hash: first.hash });
		await put(2, { signature: first.signature });
		expect(await faults()).toEqual(['its signature is not ours, or not of this text']);
		await put(2, { signature: second.signature });
		expect(await faults()).toEqual([]);
		await world.db
			.updateTable('consult_update')
			.set({ hash: 'f'.repeat(64) })
			.where('seq', '=', 2)
			.execute();
		expect(new Set(await faults())).toEqual(
			new Set(['the record’s entry it was signed at is gone or another']),
		);
		await world.db.deleteFrom('consult_answer').where('version', '=', 1).execute();
		expect(await faults()).toContain('the audit knows it, but it is gone');
		const view = await world.answers.read(await seatOf(), specialist);
		expect(view.versions[0]?.valid).toBe(false);
	});

	test('hands its objects to the archive once, into the same study, which stays its owner’s', async () => {
		await world.sign();
		world.answers.handBack.wake();
		await world.answers.handBack.idle();
		const view = await world.answers.read(await seatOf(), specialist);
		expect(view.versions[0]?.handBack.kind).toBe('done');
		const rows = await world.studies.catalogue.instancesOf((await seatOf()).studies[0]!, null);
		expect(rows.map((row) => row.sopClass).sort()).toEqual([
			'1.2.840.10008.5.1.4.1.1.104.1',
			'1.2.840.10008.5.1.4.1.1.11.1',
			'1.2.840.10008.5.1.4.1.1.2',
			'1.2.840.10008.5.1.4.1.1.88.34',
			'1.2.840.10008.5.1.4.1.1.88.59',
		]);
		expect((await world.studies.catalogue.study((await seatOf()).studies[0]!))?.owner).toBe('10001');
		await world.answers.handBack.again(world.consult);
		await world.answers.handBack.idle();
		const audit = await world.db
			.selectFrom('audit_index')
			.select('kind')
			.where('kind', '=', 'answer-handed-back')
			.execute();
		expect(audit).toHaveLength(1);
	});
});

describe('the letter', () => {
	const [make] = databases;
	const peer = make!();
	let world: AnswerWorld;
	beforeAll(async () => {
		await peer.start();
		world = await answerWorld({ db: await peer.open(), pixels, archive: null });
	});
	afterAll(async () => {
		await world.close();
		await peer.stop();
	});

	test('says in Thai who, what, by whom, with scale and numbers; what people wrote is text, never markup', async () => {
		const nasty = '#panic("set") *หนา* _เอียง_ $x^2$ #include "/etc/passwd" \\ `raw` @ref <label> = หัวข้อ';
		await world.sign({
			opinion: world.opinion({ findings: `${nasty}\nก้อนที่ปอดกลีบขวาบน ขนาด 24 มม. ผู้ป่วยปู่น้ำหนักลด ที่ที่เดิม` }),
		});
		const bytes = await world.answers.letters.get(world.consult, 1, signal());
		expect(bytes).not.toBeNull();
		const file = join(tmpdir(), `letter-${process.pid}.pdf`);
		writeFileSync(file, bytes ?? '');
		const text = execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8' });
		const bare = text.replace(/\s|\u2060/g, '');
		for (const words of [
			'ใบตอบปรึกษา',
			'โรงพยาบาลทดสอบ10002',
			'สมชายใจดี',
			'HNHN-0001',
			'อายุ55ปี',
			'ก้อนเล็กในปอดที่ต้องติดตามน้ำในช่องเยื่อหุ้มปอดไม่มี',
			'ก้อนที่ปอดกลีบขวาบนขนาด24มม.ผู้ป่วยปู่น้ำหนักลดที่ที่เดิม',
			'ก้อนนี้ต้องทำอะไรต่อ?#panic("x")*ไม่หนา*',
			'ลงนามโดยพญ.หทัยทดสอบ',
			'ฉบับที่1',
			'5มม.',
			'มาตราส่วนสอบเทียบแล้ว',
			'W400L-900',
			'หน้า1/',
			// 28 May 2026 in the Buddhist era
			'2569',
		])
			expect(bare).toContain(words);
		expect(bare).toContain(nasty.replace(/\s/g, ''));
		// By readers that know no ActualText too (pdf.js, as in Firefox and on our own pages): letter for letter, with the spaces as written.
		const plain = await wordsOf(bytes ?? new Uint8Array());
		for (const words of [
			'ก้อนเล็กในปอด ที่ต้องติดตาม น้ำในช่องเยื่อหุ้มปอดไม่มี',
			'ก้อนที่ปอดกลีบขวาบน ขนาด 24 มม. ผู้ป่วยปู่น้ำหนักลด ที่ที่เดิม',
			'ก้อนนี้ต้องทำอะไรต่อ? #panic("x") *ไม่หนา*',
			'สรุปความเห็น',
			'ข้อแนะนำ',
			'ความเร่งด่วนในการดำเนินการ',
			nasty,
		])
			expect(plain).toContain(words);
		// And copied out of Chromium's own viewer: every letter; it guesses spaces by the gaps.
		const copied = (await copiedFromChromium(bytes ?? new Uint8Array())).replace(/\s/g, '');
		expect(copied).toBe(plain.replace(/\s/g, ''));
		// Each page names the patient.
		const pages = Number(/Pages:\s+(\d+)/.exec(execFileSync('pdfinfo', [file], { encoding: 'utf8' }))?.[1]);
		expect(bare.split('HNHN-0001').length - 1).toBeGreaterThanOrEqual(pages + 1);
		// Opened again it is the same letter, to the byte.
		expect(await world.answers.letters.get(world.consult, 1, signal())).toEqual(bytes);
	});
});

describe('an archive that goes away', () => {
	test('loses nothing: what waits is tried again, stored once, and read again from there', async () => {
		const [make] = databases;
		const peer = make!();
		await peer.start();
		const orthanc = await startOrthanc();
		let reachable = true;
		const world = await answerWorld({
			db: await peer.open(),
			pixels,
			archive: async (folder) => {
				const upstream = await UpstreamArchive.open({
					root: orthanc.root,
					auth: { kind: 'basic', user: orthanc.user, password: orthanc.password },
					timeoutMs: 20_000,
					cacheFolder: join(folder, 'upstream'),
					cacheBytes: 8_000_000,
					maxInstanceBytes: 8_000_000,
				});
				return away(upstream, () => !reachable);
			},
		});
		try {
			await world.sign();
			reachable = false;
			world.answers.handBack.wake();
			await world.answers.handBack.idle();
			const seat = await world.seat(specialist);
			if (seat === null) throw new Error('no seat');
			const handBack = async () => (await world.answers.read(seat, specialist)).versions[0]?.handBack;
			expect(await handBack()).toMatchObject({ kind: 'waiting', stored: 0, of: 4, code: 'unavailable' });
			const waiting = await handBack();
			expect(waiting?.kind === 'waiting' && (waiting.nextAt ?? 0) > world.now).toBe(true);
			const made = await world.db.selectFrom('consult_hand_back').select('bytes').execute();
			expect(made.filter(({ bytes }) => bytes !== null).length).toBeGreaterThan(0);
			// Still away the next time: later and later.
			world.now += 10_000;
			world.answers.handBack.wake();
			await world.answers.handBack.idle();
			const tries = await world.db.selectFrom('consult_hand_back').select('tries').execute();
			expect(tries.every((row) => row.tries === 2)).toBe(true);
			reachable = true;
			world.now += 3_600_000;
			world.answers.handBack.wake();
			await world.answers.handBack.idle();
			expect(await handBack()).toMatchObject({ kind: 'done' });
			const authorization = `Basic ${Buffer.from(`${orthanc.user}:${orthanc.password}`).toString('base64')}`;
			const get = (path: string) => fetch(`${orthanc.rest}${path}`, { headers: { authorization } });
			const ids = (await (await get('/instances')).json()) as string[];
			expect(ids).toHaveLength(5);
			const checked: string[] = [];
			for (const id of ids) {
				const file = new Uint8Array(await (await get(`/instances/${id}/file`)).arrayBuffer());
				const tags = (await (await get(`/instances/${id}/simplified-tags`)).json()) as Record<string, string>;
				expect(tags['StudyInstanceUID']).toBe(uid.study);
				expect(tags['PatientID']).toBe('HN-0001');
				checked.push(tags['Modality'] ?? '');
				if (tags['Modality'] === 'SR') {
					const dump = dcmtkText('dsrdump', [], file);
					expect(dump).toContain('Imaging Measurement Report');
					expect(dump).toMatch(/Length.*=.*5/);
				}
				if (tags['Modality'] === 'KO')
					expect(dcmtkText('dsrdump', [], file)).toContain('For Referring Provider');
				if (tags['Modality'] === 'PR') {
					const dump = dcmtkText('dcmdump', ['+P', '0070,0023', '+P', '0028,1050', '+P', '0028,1051'], file);
					expect(dump).toMatch(/POLYLINE/);
					expect(dump).toMatch(/-900/);
				}
				if (tags['Modality'] === 'DOC') {
					const pdf = dcmtkFile('dcm2pdf', [], file);
					const kept = await world.answers.letters.get(world.consult, 1, signal());
					expect(Buffer.compare(pdf.subarray(0, kept?.length ?? 0), Buffer.from(kept ?? []))).toBe(0);
				}
			}
			expect(checked.sort()).toEqual(['CT', 'DOC', 'KO', 'PR', 'SR']);
		} finally {
			await world.close();
			await orthanc.stop();
			await peer.stop();
		}
	});
});

/** The same archive behind a line that can be cut. */
function away(archive: Archive, gone: () => boolean): Archive {
	return {
		kind: archive.kind,
		check: (signal) => archive.check(signal),
		listStudies: (page, signal) => archive.listStudies(page, signal),
		listInstances: (study, signal) => archive.listInstances(study, signal),
		open: (ref, signal) => archive.open(ref, signal),
		store: async (ref, bytes, signal) =>
			gone() ? { kind: 'failed', reason: 'unavailable' } : archive.store(ref, bytes, signal),
		close: () => archive.close(),
	};
}
