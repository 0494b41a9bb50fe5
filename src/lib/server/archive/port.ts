/**
 * An archive is a place that lists studies, gives the original Part 10 bytes of an instance, and takes new ones. Searching,
 * frames, renditions and the DICOMweb protocol are built once above this port, from the bytes: so two archives can't differ
 * in what a reader sees.
 */
import type { Result } from '#lib/base/result.ts';
import type { InstanceUid, SeriesUid, StudyUid } from '#lib/dicom/uid.ts';

export interface InstanceRef {
	readonly study: StudyUid;
	readonly series: SeriesUid;
	readonly instance: InstanceUid;
}

export type ArchiveReason = 'not-found' | 'unavailable' | 'refused-by-archive' | 'too-large' | 'aborted';

export type StoreOutcome =
	| { readonly kind: 'stored' }
	/** same UID, same bytes: a repeated send is a success */
	| { readonly kind: 'already-there' }
	/** same UID, other bytes: never overwritten */
	| { readonly kind: 'conflict' }
	| { readonly kind: 'failed'; readonly reason: ArchiveReason };

export interface Archive {
	readonly kind: 'embedded' | 'upstream';
	/** Answers to /ready. */
	check(signal: AbortSignal): Promise<Result<null, ArchiveReason>>;
	/** Every study known to the archive, newest first, in pages. */
	listStudies(
		page: { offset: number; limit: number },
		signal: AbortSignal,
	): Promise<Result<readonly StudyUid[], ArchiveReason>>;
	/** An unknown study has no instances. */
	listInstances(study: StudyUid, signal: AbortSignal): Promise<Result<readonly InstanceRef[], ArchiveReason>>;
	/** The original Part 10 bytes as a local file that stays until closed (an upstream archive's are fetched into a bounded cache). */
	open(ref: InstanceRef, signal: AbortSignal): Promise<Result<OpenInstance, ArchiveReason>>;
	/** Durable when it resolves to `stored`: fsynced, or acknowledged by the upstream archive. */
	store(ref: InstanceRef, bytes: Uint8Array, signal: AbortSignal): Promise<StoreOutcome>;
	close(): Promise<void>;
}

export interface OpenInstance {
	readonly path: string;
	readonly size: number;
	/** hex SHA-256 of the file: whoever catalogued it can tell that it's still the same */
	readonly sha256: string;
	close(): Promise<void>;
}
