import { pointsOf, type AnnotationKind } from '#lib/annotation/annotation.ts';
import type { PointerTool } from '../viewport-state.ts';

/** The kind of mark that a tool draws; null for tools that look or point. */
export function kindOfTool(tool: PointerTool): AnnotationKind | null {
	const kind = tool.startsWith('mark-') ? tool.slice('mark-'.length) : '';
	return isKind(kind) ? kind : null;
}

function isKind(text: string): text is AnnotationKind {
	return Object.hasOwn(pointsOf, text);
}
