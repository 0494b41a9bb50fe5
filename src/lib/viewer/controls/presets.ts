/** Which presentations a frame offers: the file's own first, in its order, then those of the modality, then automatic. */
import type { ImageInstance, Series, StudyManifest, VoiWindow } from '#lib/archive/manifest.ts';
import { modalityFunction } from '#lib/dicom/image/modality-values.ts';
import { windowOfRange } from '#lib/dicom/image/voi.ts';
import { modalityOf } from '../painting/present.ts';
import type { Presentation, Preset } from '../painting/presentation.ts';
import type { StoredValues } from '../stored-values.ts';

/** Hounsfield windows in common use; keys of `i18n` preset.KEY. */
const ct: readonly (readonly [key: string, center: number, width: number])[] = [
	['lung', -600, 1500],
	['mediastinum', 40, 400],
	['abdomen', 60, 350],
	['bone', 400, 1800],
	['brain', 40, 80],
	['stroke', 35, 35],
	['subdural', 75, 215],
	['liver', 80, 150],
	['angio', 300, 600],
];

export function isGrey(instance: ImageInstance): boolean {
	return instance.format.samples === 1 && instance.format.photometric !== 'PALETTE COLOR';
}

export function fileWindows(instance: ImageInstance, frame: number): readonly VoiWindow[] {
	return instance.perFrame?.[frame - 1]?.voi ?? instance.voi;
}

/** How the file wants to be seen; without a word from it, the range of its values. */
export function defaultPresentation(
	place: { instance: ImageInstance; frame: number },
	luts: StudyManifest['luts'],
): Presentation {
	const { instance, frame } = place;
	if (!isGrey(instance)) return { kind: 'colour' };
	const [first] = fileWindows(instance, frame);
	if (first !== undefined) return { kind: 'window', window: first };
	const key = instance.voiLuts.find((one) => luts[one] !== undefined);
	if (key !== undefined) return { kind: 'lut', key };
	return { kind: 'window', window: rangeWindow(place, instance.range ?? [0, 255], luts) };
}

export function presetsOf(
	place: { instance: ImageInstance; frame: number },
	context: { series: Series; luts: StudyManifest['luts'] },
): Preset[] {
	const { instance, frame } = place;
	if (!isGrey(instance)) return [];
	const windows = fileWindows(instance, frame).map((window, i): Preset => ({
		id: `file-${i}`,
		label: window.label === null ? { key: 'file' } : { text: window.label },
		presentation: { kind: 'window', window },
	}));
	const luts = instance.voiLuts
		.filter((key) => context.luts[key] !== undefined)
		.map((key): Preset => {
			const label = context.luts[key]?.label ?? null;
			return {
				id: `lut-${key}`,
				label: label === null ? { key: 'file' } : { text: label },
				presentation: { kind: 'lut', key },
			};
		});
	const hounsfield = context.series.modality === 'CT' && modalityOf(instance, frame).kind === 'linear';
	const usual = (hounsfield ? ct : []).map(([key, center, width]): Preset => ({
		id: key,
		label: { key },
		presentation: { kind: 'window', window: { center, width, function: 'LINEAR', label: null } },
	}));
	return [
		...windows,
		...luts,
		...usual,
		{ id: 'auto', label: { key: 'auto' }, presentation: { kind: 'auto' } },
	];
}

/** From the stored range, through the modality transform: a LUT need not keep the order. */
export function rangeWindow(
	{ instance, frame }: { instance: ImageInstance; frame: number },
	range: readonly [number, number],
	luts: StudyManifest['luts'],
): VoiWindow {
	const curve = modalityFunction(modalityOf(instance, frame), luts);
	const [a, b] = curve === null ? range : [curve(range[0]), curve(range[1])];
	return windowOfRange(Math.min(a, b), Math.max(a, b));
}

/** Between the half-percent ends of what the frame holds, padding left out: metal and air don't decide. */
export function autoWindow(
	values: StoredValues,
	place: { instance: ImageInstance; frame: number },
	luts: StudyManifest['luts'],
): VoiWindow {
	const { padding } = place.instance;
	const step = Math.max(1, Math.floor(values.length / 100_000));
	const sample: number[] = [];
	for (let i = 0; i < values.length; i += step) {
		const value = values[i] ?? 0;
		if (padding === null || value < padding.from || value > padding.to) sample.push(value);
	}
	sample.sort((a, b) => a - b);
	const at = (share: number): number =>
		sample[Math.min(sample.length - 1, Math.floor(share * sample.length))] ?? 0;
	return rangeWindow(place, [at(0.005), at(0.995)], luts);
}
