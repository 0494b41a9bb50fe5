/**
 * What the header of an image says, as the study manifest needs it; the manifest's schema has the same forms. Only what can be
 * believed is here: impossible spacings, directions and windows have become null or are left out.
 */
export interface VoiWindow {
	center: number;
	width: number;
	function: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';
	label: string | null;
}

/** A look-up table (PS3.3 C.11.1.1, C.7.6.3.1.5); `values` is base64 of little-endian uint16. */
export interface Lut {
	first: number;
	count: number;
	bits: number;
	label: string | null;
	values: string;
}

/** Stored value -> modality value; `lut` is a key into the tables that come with the facts. */
export type ModalityTransform =
	| { kind: 'linear'; slope: number; intercept: number; unit: string | null }
	| { kind: 'lut'; lut: string; unit: string | null };

export interface Spacing {
	rowMm: number;
	columnMm: number;
	trust: 'calibrated' | 'imager' | 'estimated';
}

export interface UltrasoundRegion {
	x0: number;
	y0: number;
	x1: number;
	y1: number;
	unitX: number;
	unitY: number;
	perPixelX: number;
	perPixelY: number;
	spatialFormat: number;
}

export interface FrameOverride {
	position?: number[];
	orientation?: number[];
	spacing?: Spacing | null;
	modality?: ModalityTransform;
	voi?: VoiWindow[];
	label?: string;
}

export type HeaderFlag =
	| 'lossy'
	| 'no-spacing'
	| 'imager-spacing'
	| 'charset-guessed'
	| 'burned-in-annotation'
	| 'not-original-pixels';

export interface ImageFacts {
	sopClass: string;
	number: number | null;
	frames: number;
	modality: ModalityTransform;
	voi: VoiWindow[];
	voiLuts: string[];
	palette: [string, string, string] | null;
	inverse: boolean;
	padding: { from: number; to: number } | null;
	spacing: Spacing | null;
	aspect: [number, number] | null;
	position: number[] | null;
	orientation: number[] | null;
	frameOfReference: string | null;
	patientOrientation: string[];
	rate: number | null;
	regions: UltrasoundRegion[];
	overlays: string[];
	lossy: { ratio: number | null; method: string | null } | null;
	flags: HeaderFlag[];
	perFrame: FrameOverride[] | null;
}
