/**
 * Multi-frame functional groups (PS3.3 C.7.6.16): the shared ones read as if they stood in the data set itself, the per-frame
 * ones as what differs from it.
 */
import type { Dataset } from '../dataset.ts';
import { items, number, numbers, string } from '../dataset.ts';
import { displayText } from '../text/display-text.ts';
import type { FrameOverride } from './image-facts.ts';
import { linearOf } from './modality-facts.ts';
import { orientationOf, positionOf } from '../geometry/plane.ts';
import { spacingOf } from '../geometry/spacing.ts';
import { windowsOf } from './voi-facts.ts';

/** Pixel Measures, Plane Position, Plane Orientation, Pixel Value Transformation, Frame VOI LUT. */
const macros = ['00289110', '00209113', '00209116', '00289145', '00289132'] as const;

/** The data set with the attributes of its shared groups at the top. */
export function withSharedGroups(set: Dataset): Dataset {
	const shared = items(set, '52009229')[0];
	return shared ? { ...set, ...flattened(shared) } : set;
}

function flattened(group: Dataset): Dataset {
	let out: Dataset = {};
	for (const macro of macros) out = { ...out, ...items(group, macro)[0] };
	return out;
}

export function perFrameOf(set: Dataset, frames: number): FrameOverride[] | null {
	const groups = items(set, '52009230');
	if (groups.length > 0) {
		return Array.from({ length: frames }, (_, index) => overrideOf(groups[index] ?? {}, set));
	}
	return gridFrames(set, frames);
}

function overrideOf(group: Dataset, root: Dataset): FrameOverride {
	const own = flattened(group);
	const position = positionOf(own);
	const orientation = orientationOf(own);
	const oriented = (orientation ?? orientationOf(root)) !== null;
	const voi = windowsOf(own);
	const label = labelOf(items(group, '00209111')[0] ?? {});
	return {
		...(position ? { position } : {}),
		...(orientation ? { orientation } : {}),
		...('00280030' in own ? { spacing: spacingOf({ ...root, ...own }, oriented) } : {}),
		...('00281053' in own ? { modality: linearOf(own, root) } : {}),
		...(voi.length > 0 ? { voi } : {}),
		...(label ? { label } : {}),
	};
}

/** Frame Label, else stack and place in it, else the time point (PS3.3 C.7.6.16.2.2). */
function labelOf(content: Dataset): string | null {
	const label = string(content, '00209453');
	if (label) return displayText(label).slice(0, 64);
	const stack = string(content, '00209056');
	const inStack = number(content, '00209057');
	return stack !== null && inStack !== null ? `${displayText(stack).slice(0, 16)}/${inStack}` : null;
}

/** Frames of a dose grid or a reconstructed NM volume: one position, then steps along the normal (C.8.8.3.2, C.8.4.15). */
function gridFrames(set: Dataset, frames: number): FrameOverride[] | null {
	const position = positionOf(set);
	const orientation = orientationOf(set);
	const offsets = gridOffsets(set, frames);
	if (!position || !orientation || !offsets) return null;
	const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = orientation;
	const normal = [b * f - c * e, c * d - a * f, a * e - b * d];
	return offsets.map((offset) => ({
		position: position.map((value, axis) => value + offset * (normal[axis] ?? 0)),
	}));
}

function gridOffsets(set: Dataset, frames: number): number[] | null {
	if (frames < 2) return null;
	const dose = numbers(set, '3004000C');
	// Offsets that start at 0 are relative; others give z itself and are left alone (C.8.8.3.2)
	if (dose.length === frames && dose[0] === 0) return dose;
	const between = number(set, '00180088');
	const tomographic = string(set, '00080060') === 'NM' && between !== null && between !== 0;
	return tomographic ? Array.from({ length: frames }, (_, index) => index * between) : null;
}
