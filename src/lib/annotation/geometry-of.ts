/** What the description of a picture (the manifest's, or a server's own) says about one frame, as measuring needs it. */
import type { FrameGeometry, FramePlane, Patient, Region, Trust } from './frame-geometry.ts';

interface Spacing {
	readonly rowMm: number;
	readonly columnMm: number;
	readonly trust: Exclude<Trust, 'none'>;
}

/** `archive/manifest.ts` ImageInstance has all of it. */
export interface DescribedImage {
	readonly format: { readonly rows: number; readonly columns: number };
	readonly spacing: Spacing | null;
	/** row : column */
	readonly aspect: readonly [number, number] | null;
	readonly position: readonly number[] | null;
	readonly orientation: readonly number[] | null;
	readonly frameOfReference: string | null;
	readonly regions: readonly Region[];
	readonly perFrame:
		| readonly {
				readonly position?: readonly number[] | undefined;
				readonly orientation?: readonly number[] | undefined;
				readonly spacing?: Spacing | null | undefined;
		  }[]
		| null;
}

/** `frame` from 1. */
export function geometryOf(image: DescribedImage, frame: number): FrameGeometry {
	const own = image.perFrame?.[frame - 1];
	const said = own?.spacing === undefined ? image.spacing : own.spacing;
	const spacing = said !== null && said.rowMm > 0 && said.columnMm > 0 ? said : null;
	return {
		rows: image.format.rows,
		columns: image.format.columns,
		plane: planeOf(
			own?.position ?? image.position,
			own?.orientation ?? image.orientation,
			image.frameOfReference,
		),
		spacing,
		tallness: tallnessOf(spacing, image.aspect),
		regions: image.regions,
	};
}

/** Only two unit vectors at right angles are a plane (PS3.3 C.7.6.2.1.1); where there is none, a mark stays with its pixels. */
function planeOf(
	position: readonly number[] | null,
	orientation: readonly number[] | null,
	frameOfReference: string | null,
): FramePlane | null {
	const [origin, across, down] = [triple(position, 0), triple(orientation, 0), triple(orientation, 3)];
	if (origin === null || across === null || down === null || !frameOfReference) return null;
	const dot = across[0] * down[0] + across[1] * down[1] + across[2] * down[2];
	const sound = [Math.hypot(...across) - 1, Math.hypot(...down) - 1, dot].every(
		(off) => Math.abs(off) < 0.01,
	);
	return sound ? { origin, across, down, frameOfReference } : null;
}

function tallnessOf(spacing: Spacing | null, aspect: readonly [number, number] | null): number {
	const ratio =
		spacing !== null ? spacing.rowMm / spacing.columnMm : aspect === null ? 1 : aspect[0] / aspect[1];
	return Number.isFinite(ratio) && ratio > 0.01 && ratio < 100 ? ratio : 1;
}

function triple(values: readonly number[] | null, from: number): Patient | null {
	const [x, y, z] = values?.slice(from, from + 3) ?? [];
	if (x === undefined || y === undefined || z === undefined) return null;
	return [x, y, z].every(Number.isFinite) ? [x, y, z] : null;
}
