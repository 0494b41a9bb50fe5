/**
 * Studies as the routes use them: catalogue, archive and pixels behind one door. Nothing here asks who is asking: every route
 * calls `app.authorize` for the study first, and every look-up names that study.
 */
import type { Result } from '#lib/base/result.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { Derivation } from '#lib/server/pixels/rendition.ts';
import type { Catalogue } from './catalogue.ts';
import type { IngestOptions, IngestOutcome } from './ingest.ts';
import type { ArchiveReason, InstanceRef, OpenInstance } from './port.ts';

export type { IngestOutcome } from './ingest.ts';

export interface StudyService {
	readonly catalogue: Catalogue;
	/** Makes sure that an upstream archive's study is in the catalogue; true when the study exists. Embedded: a look-up. */
	adopt(study: StudyUid, signal: AbortSignal): Promise<Result<boolean, ArchiveReason>>;
	/** The original file; close it when done. */
	open(ref: InstanceRef, signal: AbortSignal): Promise<Result<OpenInstance, ArchiveReason>>;
	/** Renditions' index, derived now when nobody has yet. null: no pixels in it. */
	derivation(ref: InstanceRef, signal: AbortSignal): Promise<Result<Derivation | null, ArchiveReason>>;
	/** The bytes of one file, parsed, stored durably, catalogued and queued for derivation. `expectedStudy`: STOW to /studies/{study}. */
	ingest(bytes: Uint8Array, options: IngestOptions, signal: AbortSignal): Promise<IngestOutcome>;
}
