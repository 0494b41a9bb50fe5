export type PointerKind = 'mouse' | 'pen' | 'touch';

export function pointerKind(type: string): PointerKind {
	return type === 'touch' || type === 'pen' ? type : 'mouse';
}
