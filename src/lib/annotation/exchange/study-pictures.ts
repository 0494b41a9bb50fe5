/** The pictures of a study as the readers of foreign objects need them: by name, and by where they lie in the patient. */
import type { FrameGeometry, FramePlane, Patient, Pixel } from '../frame-geometry.ts';
import { pixelsOf } from '../frame-geometry.ts';

export interface StudyPicture {
	readonly series: string;
	readonly instance: string;
	readonly frames: number;
	/** counted from 1 */
	geometry(frame: number): FrameGeometry;
}

export interface PlacedFrame {
	readonly picture: StudyPicture;
	readonly frame: number;
}

interface Placed extends PlacedFrame {
	readonly plane: FramePlane;
	readonly normal: Patient;
}

const mostPlaces = 20_000;
/** As near as `pixelsOf` asks. */
const toleranceMm = 0.5;

export class StudyPictures {
	readonly study: string;
	readonly #byInstance: ReadonlyMap<string, StudyPicture>;
	readonly #bySpace = new Map<string, Placed[]>();

	constructor(study: string, pictures: readonly StudyPicture[]) {
		this.study = study;
		this.#byInstance = new Map(pictures.map((picture) => [picture.instance, picture]));
		let places = 0;
		for (const picture of pictures) {
			for (let frame = 1; frame <= picture.frames && places < mostPlaces; frame++) {
				const { plane } = picture.geometry(frame);
				if (plane === null) continue;
				places++;
				const { across: a, down: d } = plane;
				const normal: Patient = [
					a[1] * d[2] - a[2] * d[1],
					a[2] * d[0] - a[0] * d[2],
					a[0] * d[1] - a[1] * d[0],
				];
				const here = this.#bySpace.get(plane.frameOfReference) ?? [];
				here.push({ picture, frame, plane, normal });
				this.#bySpace.set(plane.frameOfReference, here);
			}
		}
	}

	find(instance: string): StudyPicture | null {
		return this.#byInstance.get(instance) ?? null;
	}

	/**
	 * The frame that points in space lie on: `preferred` when it is one of them, else one that has them inside its edges, else the
	 * nearest. null: on none.
	 */
	frameWith(
		at: readonly Patient[],
		frameOfReference: string,
		preferred: { readonly instance: string; readonly frame: number | null } | null,
	): (PlacedFrame & { readonly pixels: readonly Pixel[] }) | null {
		let best: { found: PlacedFrame & { pixels: Pixel[] }; rank: number } | null = null;
		const [first] = at;
		if (first === undefined) return null;
		for (const { picture, frame, plane, normal } of this.#bySpace.get(frameOfReference) ?? []) {
			const off = Math.abs(distance(first, plane.origin, normal));
			if (off > toleranceMm) continue;
			const geometry = picture.geometry(frame);
			const pixels = pixelsOf(
				{ space: 'patient', frameOfReference, at: at.map(([x, y, z]) => [x, y, z]) },
				geometry,
			);
			if (pixels === null) continue;
			const named =
				preferred?.instance === picture.instance && (preferred.frame === null || preferred.frame === frame);
			const rank = (named ? 0 : 10) + (holds(geometry, pixels) ? 0 : 5) + off;
			if (best === null || rank < best.rank) best = { found: { picture, frame, pixels }, rank };
		}
		return best?.found ?? null;
	}
}

function distance(point: Patient, origin: Patient, normal: Patient): number {
	return (
		(point[0] - origin[0]) * normal[0] +
		(point[1] - origin[1]) * normal[1] +
		(point[2] - origin[2]) * normal[2]
	);
}

/** Size 0: not known yet, nobody is outside. */
function holds({ rows, columns }: FrameGeometry, pixels: readonly Pixel[]): boolean {
	if (rows === 0 || columns === 0) return true;
	return pixels.every(([x, y]) => x >= 0 && y >= 0 && x <= columns && y <= rows);
}
