/**
 * Photographs become DICOM objects once somebody has said whose they are and what they show. The object's UIDs are decided here
 * once; it then waits to be confirmed like any other file, so that the wrong-patient guard stands in front of it too.
 */
import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import type { PictureKind, PictureRequest, UploadRefusal } from '#lib/archive/upload-contract.ts';
import { bytesInMemory } from '#lib/base/bytes.ts';
import type { Clock } from '#lib/base/clock.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { photographFile } from '#lib/dicom/objects/photograph.ts';
import { readPart10 } from '#lib/dicom/part10/part10-reader.ts';
import { photographQuality } from '#lib/server/pixels/photograph.ts';
import type { PixelPool } from '#lib/server/pixels/pool/pixel-pool.ts';
import type { PixelRefusal } from '#lib/server/pixels/refusal.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { BatchStore, FileRow, Sender } from './batch-store.ts';
import { objectFacts } from './file-facts.ts';
import type { PatientElements } from './known-patients.ts';
import { patientOfStudy } from './known-patients.ts';
import type { UploadFiles } from './upload-files.ts';

export interface PictureParts {
	readonly db: Database;
	readonly store: BatchStore;
	readonly files: UploadFiles;
	readonly pixels: PixelPool;
	readonly now: Clock;
}

/** `gone`: a picture that isn't there any more, or not this person's; then nothing was done. */
export async function describePictures(
	parts: PictureParts,
	request: PictureRequest,
	{
		batch,
		sender,
		signal,
	}: { readonly batch: string; readonly sender: Sender; readonly signal: AbortSignal },
): Promise<Result<null, 'gone'>> {
	const rows: FileRow[] = [];
	for (const { id } of request.pictures) {
		const row = await parts.store.file(id);
		if (row?.batch !== batch || !describable(row)) return err('gone');
		rows.push(row);
	}
	const patient = await patientFor(parts.db, request.patient, sender.hospital);
	if (patient === null) return err('gone');
	const shared = {
		patient,
		study: newUid(),
		series: newUid(),
		institution: await hospitalName(parts.db, sender.hospital),
		...bangkok(parts.now()),
		studyDescription: studyWords(request.pictures.map((picture) => picture.kind)),
	};
	for (const [index, said] of request.pictures.entries()) {
		const row = rows[index];
		if (row === undefined) continue;
		await build(parts, row, { ...shared, said, instanceNumber: index + 1, signal });
	}
	return ok(null);
}

function describable(row: FileRow): boolean {
	return row.state === 'picture' || (row.state === 'waiting' && row.picture !== null);
}

interface Build {
	readonly said: PictureRequest['pictures'][number];
	readonly patient: PatientElements;
	readonly study: string;
	readonly series: string;
	readonly instanceNumber: number;
	readonly institution: string;
	readonly date: string;
	readonly time: string;
	readonly studyDescription: string;
	readonly signal: AbortSignal;
}

async function build({ store, files, pixels }: PictureParts, row: FileRow, job: Build): Promise<void> {
	const { said, signal, ...facts } = job;
	const path = files.path(row.id);
	const made = await pixels.photograph(
		{ path, rotate: said.edit.rotate, crop: said.edit.crop, size: null },
		{ signal, priority: 'visible' },
	);
	if (!made.ok) {
		await store.move(row.id, row.state, { state: 'refused', code: refusalOf(made.reason), picture: null });
		await files.forget(row.id);
		return;
	}
	const instance = newUid();
	const bytes = photographFile({
		...facts,
		instance,
		zone: '+0700',
		seriesDescription: kindWords[said.kind],
		bodyPart: said.bodyPart,
		side: said.side,
		// A film's label and a letter name people; of other pictures nobody has looked.
		writing: said.kind === 'film' || said.kind === 'document' ? true : null,
		derivation: `Camera orientation applied, metadata removed, JPEG quality ${photographQuality}${said.edit.crop === null ? '' : ', cropped'}`,
		picture: made.value,
	});
	const read = await readPart10(bytesInMemory(bytes));
	if (!read.ok) throw new Error(`our own photograph can't be read: ${read.reason}`);
	await rm(files.builtPath(row.id), { force: true });
	await writeFile(files.builtPath(row.id), bytes, { flag: 'wx', mode: 0o600 });
	await store.move(row.id, row.state, {
		state: 'waiting',
		sha256: createHash('sha256').update(bytes).digest('hex'),
		study: job.study,
		instance,
		facts: JSON.stringify(objectFacts(read.value)),
		picture: JSON.stringify(said),
	});
}

function refusalOf({ code }: PixelRefusal): UploadRefusal {
	switch (code) {
		case 'frame-too-large':
			return 'picture-too-large';
		case 'codec-unsupported':
			return 'picture-format';
		default:
			return 'picture-damaged';
	}
}

async function patientFor(
	db: Database,
	asked: PictureRequest['patient'],
	hospital: string,
): Promise<PatientElements | null> {
	if (asked.from === 'study') return patientOfStudy(db, hospital, asked.study);
	const { family, given, title } = asked;
	return {
		name: { Alphabetic: [family, given, '', title].join('^').replace(/\^+$/, '') },
		id: asked.hn,
		issuer: await hospitalName(db, hospital),
		birthDate: asked.birthDate?.replaceAll('-', '') ?? null,
		sex: asked.sex,
	};
}

async function hospitalName(db: Database, hcode: string): Promise<string> {
	const row = await db.selectFrom('hospital').select('name_th').where('hcode', '=', hcode).executeTakeFirst();
	return (row?.name_th ?? hcode).slice(0, 64);
}

/** In the object, for every reader of it: Thai, as the hospital would write it. */
const kindWords: Record<PictureKind, string> = {
	wound: 'ภาพถ่ายบาดแผล/ผิวหนัง',
	film: 'ภาพถ่ายจากแผ่นฟิล์ม',
	document: 'ภาพถ่ายเอกสาร',
	other: 'ภาพถ่าย',
};

function studyWords(kinds: readonly PictureKind[]): string {
	const [first = 'other', ...more] = [...new Set(kinds)];
	return more.length === 0 ? kindWords[first] : kindWords.other;
}

/** A UID from 128 random bits (PS3.5 B.2). */
function newUid(): string {
	return `2.25.${BigInt(`0x${randomBytes(16).toString('hex')}`)}`;
}

/** The clock on the wall: Thailand has one zone and no summer time. */
function bangkok(now: number): { date: string; time: string } {
	const iso = new Date(now + 7 * 3_600_000).toISOString();
	return { date: iso.slice(0, 10).replaceAll('-', ''), time: iso.slice(11, 19).replaceAll(':', '') };
}
