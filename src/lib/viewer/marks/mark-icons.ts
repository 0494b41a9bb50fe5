/** The icons of the marks' commands; deep imports, so that only these travel, and not before the marks do. */
import Circle from '@lucide/svelte/icons/circle';
import Crosshair from '@lucide/svelte/icons/crosshair';
import Lasso from '@lucide/svelte/icons/lasso';
import MousePointer from '@lucide/svelte/icons/mouse-pointer-2';
import MoveDownLeft from '@lucide/svelte/icons/move-down-left';
import Plus from '@lucide/svelte/icons/plus';
import Redo2 from '@lucide/svelte/icons/redo-2';
import Ruler from '@lucide/svelte/icons/ruler';
import Spline from '@lucide/svelte/icons/spline';
import Square from '@lucide/svelte/icons/square';
import Trash2 from '@lucide/svelte/icons/trash-2';
import Triangle from '@lucide/svelte/icons/triangle-right';
import Type from '@lucide/svelte/icons/type';
import Egg from '@lucide/svelte/icons/egg';
import Undo from '@lucide/svelte/icons/undo';

const icons: Readonly<Record<string, typeof Ruler>> = {
	'mark-length': Ruler,
	'mark-angle': Triangle,
	'mark-cobb': Spline,
	'mark-bidirectional': Plus,
	'mark-ellipse': Egg,
	'mark-rectangle': Square,
	'mark-circle': Circle,
	'mark-freehand': Lasso,
	'mark-probe': Crosshair,
	'mark-arrow': MoveDownLeft,
	'mark-text': Type,
	point: MousePointer,
	'mark-undo': Undo,
	'mark-redo': Redo2,
	'mark-delete': Trash2,
};

export function markIcon(id: string): typeof Ruler {
	const icon = icons[id];
	if (icon === undefined) throw new Error(`no icon for ${id}`);
	return icon;
}
