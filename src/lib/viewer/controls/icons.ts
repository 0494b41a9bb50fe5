/** The icons that the command table names; deep imports, so that only these travel. */
import Captions from '@lucide/svelte/icons/captions';
import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark';
import Contrast from '@lucide/svelte/icons/contrast';
import Expand from '@lucide/svelte/icons/expand';
// This set names its mirrors by the axis, we by what changes sides.
import FlipHorizontal from '@lucide/svelte/icons/flip-vertical-2';
import FlipVertical from '@lucide/svelte/icons/flip-horizontal-2';
import Layers from '@lucide/svelte/icons/layers';
import Maximize from '@lucide/svelte/icons/maximize';
import Move from '@lucide/svelte/icons/move';
import Play from '@lucide/svelte/icons/play';
import RotateCw from '@lucide/svelte/icons/rotate-cw';
import Grid3x3 from '@lucide/svelte/icons/grid-3x3';
import Search from '@lucide/svelte/icons/search';
import SunMoon from '@lucide/svelte/icons/sun-moon';
import Undo2 from '@lucide/svelte/icons/undo-2';
import ZoomIn from '@lucide/svelte/icons/zoom-in';

const icons: Readonly<Record<string, typeof Play>> = {
	captions: Captions,
	'circle-question-mark': CircleQuestionMark,
	contrast: Contrast,
	expand: Expand,
	'flip-horizontal': FlipHorizontal,
	'flip-vertical': FlipVertical,
	layers: Layers,
	maximize: Maximize,
	move: Move,
	play: Play,
	'rotate-cw': RotateCw,
	'grid-3x3': Grid3x3,
	search: Search,
	'sun-moon': SunMoon,
	'undo-2': Undo2,
	'zoom-in': ZoomIn,
};

export function iconFor(name: string): typeof Play {
	const icon = icons[name];
	if (icon === undefined) throw new Error(`no icon named ${name}`);
	return icon;
}
