/**
 * The way of a file into the house: limits, structure, identity, archive, catalogue, in this order. The archive has the bytes
 * for good before the catalogue says so, and the catalogue has the row before the sender hears of success. A file whose
 * structure can be read is kept even when its pixels can't be shown: the picture is refused later, on screen, with a reason.
 */
import { createHash } from 'node:crypto';
import { bytesInMemory } from '#lib/base/bytes.ts';
import { identityOf } from '#lib/dicom/instance-identity.ts';
import type { Part10Refusal } from '#lib/dicom/part10/part10.ts';
import { readPart10 } from '#lib/dicom/part10/part10-reader.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { catalogueEntry } from './catalogue/catalogue-entry.ts';
import type { FileFacts } from './catalogue/catalogue-entry.ts';
import type { CatalogueWriter } from './catalogue/catalogue-writer.ts';
import type { Archive, InstanceRef, StoreOutcome } from './port.ts';

export type IngestRefusal =
	| Part10Refusal
	| 'too-large'
	/** sent to the address of another study */
	| 'other-study'
	/** the study belongs to another hospital than the one that sends */
	| 'other-hospital'
	/** the UID is taken by other bytes, or in another study */
	| 'conflict'
	| 'unavailable'
	| 'refused-by-archive'
	| 'aborted';

export type IngestOutcome =
	| { readonly kind: 'stored' | 'already-there'; readonly ref: InstanceRef; readonly sopClass: string }
	| {
			readonly kind: 'refused';
			readonly code: IngestRefusal;
			readonly ref: InstanceRef | null;
			readonly sopClass: string | null;
	  };

export interface IngestOptions {
	/** STOW-RS to /studies/{study}: files of another study are refused. */
	readonly expectedStudy: StudyUid | null;
	/** for the audit */
	readonly actor: string;
	/** hcode of the hospital that sends: a new study becomes its own, another's takes nothing from it. null: told by institution name */
	readonly owner: string | null;
}

export interface IngestParts {
	readonly archive: Archive;
	readonly writer: CatalogueWriter;
	readonly maxInstanceBytes: number;
	/** Called when there is something new to derive. */
	readonly added: () => void;
	/** Called when a study has come in or grown. */
	readonly changed: (study: StudyUid) => void;
}

export async function ingest(
	parts: IngestParts,
	bytes: Uint8Array,
	options: IngestOptions,
	signal: AbortSignal,
): Promise<IngestOutcome> {
	if (bytes.byteLength > parts.maxInstanceBytes) return refused('too-large');
	const read = await readPart10(bytesInMemory(bytes));
	if (!read.ok) return refused(read.reason);
	const identity = identityOf(read.value);
	if (!identity.ok) return refused(identity.reason);
	const { sopClass, ...ref } = identity.value;
	const refuse = (code: IngestRefusal): IngestOutcome => ({ kind: 'refused', code, ref, sopClass });
	if (options.expectedStudy !== null && options.expectedStudy !== ref.study) return refuse('other-study');
	if (await parts.writer.isInOtherStudy(ref)) return refuse('conflict');
	// Before the archive takes it: a file left lying there would be catalogued by the next sweep.
	if (await parts.writer.isOfOtherHospital(ref.study, options.owner)) return refuse('other-hospital');

	const outcome = await parts.archive.store(ref, bytes, signal);
	const code = refusalOf(outcome);
	if (code !== null) return refuse(code);
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const file = { ref, part10: read.value, size: bytes.byteLength, sha256, derive: 'pending' } as const;
	const added = await catalogue(parts, file, options);
	if (added === 'in-other-study') return refuse('conflict');
	if (added === 'of-other-hospital') return refuse('other-hospital');
	return { kind: added === 'added' ? 'stored' : 'already-there', ref, sopClass };
}

/** The second half alone, for files that the archive has already: adoption from upstream, and the sweep after a crash. */
export async function catalogue(
	parts: Pick<IngestParts, 'writer' | 'added' | 'changed'>,
	file: FileFacts,
	options: Pick<IngestOptions, 'actor' | 'owner'>,
) {
	const result = await parts.writer.write(await catalogueEntry(file), options);
	if (result === 'added' && file.derive === 'pending') parts.added();
	if (result === 'added') parts.changed(file.ref.study);
	return result;
}

function refused(code: IngestRefusal): IngestOutcome {
	return { kind: 'refused', code, ref: null, sopClass: null };
}

function refusalOf(outcome: StoreOutcome): IngestRefusal | null {
	switch (outcome.kind) {
		case 'stored':
		case 'already-there':
			return null;
		case 'conflict':
			return 'conflict';
		case 'failed':
			switch (outcome.reason) {
				case 'too-large':
					return 'too-large';
				case 'aborted':
					return 'aborted';
				case 'refused-by-archive':
					return 'refused-by-archive';
				case 'not-found':
				case 'unavailable':
					return 'unavailable';
			}
	}
}
