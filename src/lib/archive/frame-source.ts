/**
 * Where frames come from: the network here, an encrypted cache on the tablet later. One lossless form of each frame, whole and
 * proved by its digest, and a small rendered preview that must never be read. Asking again is always safe.
 */
import type { Result } from '#lib/base/result.ts';
import type { InstanceUid, SeriesUid, StudyUid } from '#lib/dicom/uid.ts';
import type { FrameRendition, StudyManifest } from './manifest.ts';
import type { OverlayPlane } from './overlay-plane.ts';

export interface FrameKey {
	readonly study: StudyUid;
	readonly instance: InstanceUid;
	/** 1-based, as in DICOM */
	readonly frame: number;
}

export interface FrameRequest extends FrameKey {
	/** What the manifest promises; a frame of a lossy original is derived at first view, so its size and digest may be null. */
	readonly promise: FrameRendition;
}

export interface FrameBytes {
	readonly codec: FrameRendition['codec'];
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** hex; equal to what the manifest or the answer's Repr-Digest (RFC 9530) promised */
	readonly sha256: string;
}

export type FrameReason =
	| { readonly kind: 'aborted' | 'offline' | 'sign-in' | 'not-found' | 'gone' | 'damaged' | 'unavailable' }
	/** The server decided that this frame can't be shown right, and why. */
	| { readonly kind: 'refused'; readonly code: string; readonly detail: string | null };

export interface FrameOptions {
	readonly signal: AbortSignal;
	/** Asked each time a place on the line is free: the least goes first; below zero is what the reader looks at now. */
	priority(): number;
	onProgress?(received: number, total: number | null): void;
}

export interface PreviewsRequest {
	readonly study: StudyUid;
	readonly series: SeriesUid;
	/** 0-based place in the stack to begin at, then outwards. */
	readonly from: number;
	/** Of `bundleVersion`; another revision of the study is refused. */
	readonly version: string;
}

export interface ThumbnailsRequest {
	readonly study: StudyUid;
	/** Names their content; another revision of the study is refused. */
	readonly version: string;
}

export interface PreviewsOptions {
	readonly signal: AbortSignal;
	/** null: what is at this place has none. */
	onPreview(place: number, preview: Blob | null): void;
}

export interface FrameSource {
	/** Bytes that came over the line or out of the browser's cache so far. */
	readonly received: number;
	/** The previews of a whole series, as they come. */
	previews(request: PreviewsRequest, options: PreviewsOptions): Promise<Result<null, FrameReason>>;
	/** One small picture of each series, by its place in the study; as they come. */
	thumbnails(request: ThumbnailsRequest, options: PreviewsOptions): Promise<Result<null, FrameReason>>;
	/** `beside`: the open study that it is to stand beside; the server refuses another patient's. */
	manifest(
		study: StudyUid,
		signal: AbortSignal,
		beside?: StudyUid,
	): Promise<Result<StudyManifest, FrameReason>>;
	frame(request: FrameRequest, options: FrameOptions): Promise<Result<FrameBytes, FrameReason>>;
	/** A picture at the file's default window, at most `size` pixels wide and high: WebP, to be shown and never to be read. */
	preview(key: FrameKey, size: number, options: FrameOptions): Promise<Result<Blob, FrameReason>>;
	/** The graphics of one of the instance's overlay groups over this frame; null when that group has none for it. */
	overlay(
		key: FrameKey,
		group: string,
		options: FrameOptions,
	): Promise<Result<OverlayPlane | null, FrameReason>>;
}
