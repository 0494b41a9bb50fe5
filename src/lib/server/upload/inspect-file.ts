/** What a file that has come whole is: decided from its bytes, a piece at a time, without ever holding it. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileState, UploadRefusal } from '#lib/archive/upload-contract.ts';
import { identityOf } from '#lib/dicom/instance-identity.ts';
import type { InstanceIdentity } from '#lib/dicom/instance-identity.ts';
import type { Part10Refusal } from '#lib/dicom/part10/part10.ts';
import { readPart10 } from '#lib/dicom/part10/part10-reader.ts';
import { fileHead, fileKind } from '#lib/dicom/part10/file-kind.ts';
import type { FileKind } from '#lib/dicom/part10/file-kind.ts';
import { openFileSource } from '#lib/server/pixels/file-source.ts';
import type { FileSource } from '#lib/server/pixels/file-source.ts';
import { directoryFacts, objectFacts } from './file-facts.ts';
import type { DirectoryFacts, ObjectFacts } from './file-facts.ts';
import type { UploadTables } from '#lib/server/store/upload-tables.ts';

type Place = UploadTables['upload_file']['place'];

export type Inspection =
	| {
			readonly kind: 'object';
			readonly identity: InstanceIdentity;
			readonly facts: ObjectFacts;
			readonly sha256: string;
	  }
	| { readonly kind: 'directory'; readonly facts: DirectoryFacts }
	| { readonly kind: 'zip' }
	| { readonly kind: 'picture' }
	| { readonly kind: 'skipped' }
	| { readonly kind: 'refused'; readonly code: UploadRefusal | Part10Refusal };

export async function inspectFile(path: string, place: Place): Promise<Inspection> {
	const source = await openFileSource(path);
	try {
		const kind = fileKind(await source.read(0, fileHead));
		switch (kind) {
			case 'zip':
				return place === 'zip' ? refused('zip-nested') : { kind: 'zip' };
			case 'jpeg':
			case 'png':
			case 'webp':
				return place === 'disc' || place === 'zip' ? { kind: 'skipped' } : { kind: 'picture' };
			case 'heic':
				return place === 'disc' || place === 'zip' ? { kind: 'skipped' } : refused('picture-heic');
			case 'dicom':
			case 'perhaps-dicom':
			case 'empty':
			case 'other':
				return await inspectDicom(source, { path, place, kind });
		}
	} finally {
		await source.close();
	}
}

async function inspectDicom(
	source: FileSource,
	{ path, place, kind }: { readonly path: string; readonly place: Place; readonly kind: FileKind },
): Promise<Inspection> {
	// Discs carry viewers, help pages and start files: nobody asked for those to be sent.
	const clutter = place !== 'alone' && kind !== 'dicom';
	if (clutter && kind !== 'perhaps-dicom') return { kind: 'skipped' };
	const read = await readPart10(source);
	if (!read.ok) return clutter ? { kind: 'skipped' } : refused(read.reason);
	const directory = directoryFacts(read.value);
	if (directory !== null) return { kind: 'directory', facts: directory };
	const identity = identityOf(read.value);
	if (!identity.ok) return clutter ? { kind: 'skipped' } : refused(identity.reason);
	return {
		kind: 'object',
		identity: identity.value,
		facts: objectFacts(read.value),
		sha256: await sha256Of(path),
	};
}

export async function sha256Of(path: string): Promise<string> {
	const hash = createHash('sha256');
	for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
	return hash.digest('hex');
}

/** The state that a file's row takes by what it is; a zip is `opened` only when it has been. */
export function stateOf(inspection: Exclude<Inspection, { kind: 'zip' }>): FileState {
	switch (inspection.kind) {
		case 'object':
			return 'waiting';
		case 'directory':
			return 'directory';
		case 'picture':
		case 'skipped':
		case 'refused':
			return inspection.kind;
	}
}

function refused(code: UploadRefusal | Part10Refusal): Inspection {
	return { kind: 'refused', code };
}
