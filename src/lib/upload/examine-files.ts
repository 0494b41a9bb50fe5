/**
 * A look at the first bytes of what was chosen, before a byte is sent: a disc's viewer of 50 MB must not travel over a clinic's
 * line. The server looks again and decides.
 */
import type { FilePlace, UploadRefusal } from '#lib/archive/upload-contract.ts';
import { uploadLimits } from '#lib/archive/upload-contract.ts';
import { sha256Hex } from '#lib/archive/digest.ts';
import { fileHead, fileKind, isPicture } from '#lib/dicom/part10/file-kind.ts';
import { placeOf } from './collect-files.ts';
import type { Chosen } from './collect-files.ts';

export interface ToSend {
	readonly file: File;
	readonly name: string;
	readonly place: FilePlace;
	/** hex SHA-256 of path, size and time: the same file chosen again is known by it, its name not told by it */
	readonly fingerprint: string;
}

export interface Examined {
	readonly send: readonly ToSend[];
	readonly skipped: number;
	/** Known here already: never sent. */
	readonly refused: readonly {
		readonly name: string;
		readonly code: UploadRefusal | 'empty' | 'not-dicom';
	}[];
}

export async function examineFiles(all: readonly Chosen[]): Promise<Examined> {
	const send: ToSend[] = [];
	const refused: { name: string; code: Examined['refused'][number]['code'] }[] = [];
	let skipped = 0;
	const place = placeOf(all);
	for (const chosen of all) {
		const where = place(chosen);
		const fate = await fateOf(chosen.file, where);
		if (fate.kind === 'skip') skipped += 1;
		else if (fate.kind === 'refuse') refused.push({ name: chosen.file.name, code: fate.code });
		else
			send.push({
				file: fate.file,
				name: shortName(fate.file.name),
				place: where,
				fingerprint: await fingerprintOf(chosen),
			});
	}
	return { send, skipped, refused };
}

type Fate =
	| { readonly kind: 'send'; readonly file: File }
	| { readonly kind: 'skip' }
	| { readonly kind: 'refuse'; readonly code: Examined['refused'][number]['code'] };

async function fateOf(file: File, place: FilePlace): Promise<Fate> {
	const kind = fileKind(new Uint8Array(await file.slice(0, fileHead).arrayBuffer()));
	const alone = place === 'alone';
	if (kind === 'empty' || kind === 'other')
		return alone ? { kind: 'refuse', code: kind === 'empty' ? 'empty' : 'not-dicom' } : { kind: 'skip' };
	if (isPicture(kind) && place === 'disc') return { kind: 'skip' };
	if (isPicture(kind) && file.size > uploadLimits.pictureBytes)
		return { kind: 'refuse', code: 'picture-too-large' };
	if (file.size > uploadLimits.fileBytes) return { kind: 'refuse', code: 'too-large' };
	if (kind !== 'heic') return { kind: 'send', file };
	const jpeg = await asJpeg(file);
	return jpeg === null ? { kind: 'refuse', code: 'picture-heic' } : { kind: 'send', file: jpeg };
}

/** Only a browser that can show HEIC (Safari) can make a JPEG of it; null elsewhere. */
async function asJpeg(file: File): Promise<File | null> {
	try {
		const picture = await createImageBitmap(file);
		const canvas = document.createElement('canvas');
		canvas.width = picture.width;
		canvas.height = picture.height;
		canvas.getContext('2d')?.drawImage(picture, 0, 0);
		picture.close();
		const { promise, resolve } = Promise.withResolvers<Blob | null>();
		canvas.toBlob(resolve, 'image/jpeg', 0.95);
		const blob = await promise;
		if (blob === null) return null;
		return new File([blob], file.name.replace(/\.hei[cf]$/i, '') + '.jpg', {
			type: 'image/jpeg',
			lastModified: file.lastModified,
		});
	} catch {
		return null;
	}
}

function fingerprintOf({ file, path }: Chosen): Promise<string> {
	return sha256Hex(new TextEncoder().encode(`${path}\n${file.size}\n${file.lastModified}`));
}

/** The end of a long name tells files apart. */
function shortName(name: string): string {
	return name.length <= 200 ? name : `…${name.slice(-199)}`;
}
