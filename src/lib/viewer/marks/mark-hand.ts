/** What the pointer layer and the toolbar need of the marks; what does it is loaded after the first picture stands. */
import type { CommandOf } from '../controls/command.ts';
import type { PointerTool } from '../viewport-state.ts';
import type { PointerKind } from './pointer-kind.ts';
import type { ScreenPoint } from './placement.ts';

export interface MarkHand {
	/** Rows for the table of commands (`controls/commands.ts` knows what they act on). */
	readonly commands: readonly CommandOf<never>[];
	readonly cursor: 'crosshair' | 'move' | null;
	/** Asked once per press, before anything has moved: is this stroke the marks' own? */
	takes(point: ScreenPoint, pointer: PointerKind): boolean;
	begin(point: ScreenPoint): void;
	move(point: ScreenPoint): void;
	end(point: ScreenPoint): void;
	/** A press that went nowhere. */
	tap(point: ScreenPoint, pointer: PointerKind): void;
	/** A second finger, or the system took the touch: the stroke was none. */
	abandon(): void;
	hover(point: ScreenPoint | null): void;
	/** Takes up a tool for marks; the same again puts it down. */
	pick(tool: PointerTool): void;
	putInMiddle(): void;
	nextGrip(): void;
	/** The chosen mark, if it is one's own. */
	readonly removable: boolean;
	remove(): void;
	/** Something is under way, chosen or in hand that Escape takes back. */
	readonly busy: boolean;
	escape(): void;
	/** Another frame comes: what was half drawn on this one is nothing. */
	away(): void;
}
