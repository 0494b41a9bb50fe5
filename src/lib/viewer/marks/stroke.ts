import type { Pixel } from '#lib/annotation/frame-geometry.ts';
import type { Hit } from './hit.ts';
import { mayAdd, mayDraw } from './mark.ts';
import type { MarkSink } from './mark.ts';
import type { PlacedMark } from './placed-marks.ts';
import type { ScreenPoint } from './placement.ts';

/** Why a press with a tool drew nothing. */
export type Refusal = 'not-here-yet' | 'nobody-keeps' | 'record-full';

/** A press that comes to nothing always says so. `measurable`: the picture is here as that kind needs it. */
export function refusalOf(sink: MarkSink | null, measurable: boolean): Refusal | null {
	if (!mayDraw(sink)) return 'nobody-keeps';
	if (!mayAdd(sink)) return 'record-full';
	return measurable ? null : 'not-here-yet';
}

/** Words being written: for a new text at a place, or for a mark that is there. */
export interface Writing {
	readonly at: Pixel;
	readonly base: PlacedMark | null;
	readonly text: string;
}

/** What a press has become. */
export type Stroke =
	| { readonly kind: 'sketch' }
	| { readonly kind: 'laser' }
	| { readonly kind: 'box'; readonly id: string; readonly from: ScreenPoint; readonly was: ScreenPoint }
	| { readonly kind: 'change'; readonly hit: Hit; readonly from: Pixel; readonly offset: Pixel };
