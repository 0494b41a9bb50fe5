/** What a viewport can be in, and what a pointer can do to it. */
import type { AnnotationKind } from '#lib/annotation/annotation.ts';
import type { FrameLoader } from './frames/frame-loader.ts';
import type { SurfaceEngine } from './painting/surface.ts';

export type ViewportState =
	| { readonly kind: 'empty' }
	| { readonly kind: 'loading'; readonly received: number; readonly total: number | null }
	| { readonly kind: 'preview'; readonly received: number; readonly total: number | null }
	| { readonly kind: 'diagnostic' }
	/** `code` is a key of `i18n` refusal.CODE */
	| { readonly kind: 'failed'; readonly code: string; readonly detail: string | null };

export type Quality = 'preview' | 'lossy' | 'lossless';
/** Tools that look; `point` shows others where; the rest draw a mark of their kind. */
export type MarkTool = `mark-${AnnotationKind}`;
export type PointerTool = 'window' | 'pan' | 'zoom' | 'scroll' | 'point' | MarkTool;

export interface ViewportOptions {
	/** Which of the page's viewports, from 0. */
	readonly position: number;
	readonly loader: FrameLoader;
	/** Tests without an engine hand in their own. */
	readonly startEngine?: () => Promise<SurfaceEngine | null>;
}
