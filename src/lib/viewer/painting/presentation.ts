/** Which grey curve is laid over the modality values, and which ones a reader can choose from. */
import type { VoiWindow } from '#lib/archive/manifest.ts';

export type Presentation =
	| { readonly kind: 'window'; readonly window: VoiWindow }
	/** A VOI LUT of the file (PS3.3 C.11.2.1.1): key into the manifest's `luts`. */
	| { readonly kind: 'lut'; readonly key: string }
	/** Colour: shown as it is (PS3.3 C.7.6.3.1.2). */
	| { readonly kind: 'colour' };

export interface Preset {
	readonly id: string;
	/** Words of the file, or a key of `i18n`: exactly one of both. */
	readonly label: { readonly text: string } | { readonly key: string };
	readonly presentation: Presentation | { readonly kind: 'auto' };
}
