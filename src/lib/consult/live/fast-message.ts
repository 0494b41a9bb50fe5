/**
 * What people in a session show each other while it happens: pointers, what is being looked at, marks in motion, what each one is
 * doing. Never stored, the newest of each counts, any of them may be lost on a poor line. Places are named by DICOM's own ids;
 * on the line they are a few bytes (`fast-codec.ts`).
 */
import type { Annotation } from '#lib/annotation/annotation.ts';
import type { Look } from '#lib/consult/record/event.ts';

/** Where a pointer is: in the patient when the frame lies in one (LPS mm, PS3.3 C.7.6.2.1.1), else on its picture (pixels). */
export type Spot =
	| {
			readonly space: 'patient';
			readonly frameOfReference: string;
			readonly at: readonly [number, number, number];
	  }
	| {
			readonly space: 'image';
			readonly instance: string;
			/** from 1 */
			readonly frame: number;
			/** column, row */
			readonly at: readonly [number, number];
	  };

/** How one person takes part, as they say themselves. */
export interface Status {
	/** shows the others where to look */
	readonly presenting: boolean;
	/** place of the person whose looks are followed */
	readonly following: number | null;
	/** reads without being watched: sends neither pointer nor looks */
	readonly quiet: boolean;
	/** the page is not being looked at */
	readonly away: boolean;
	/** asks to present */
	readonly wantsFloor: boolean;
	/** the followed picture is on its way */
	readonly loading: boolean;
}
export const plainStatus: Status = {
	presenting: false,
	following: null,
	quiet: false,
	away: false,
	wantsFloor: false,
	loading: false,
};

export type FastMessage =
	/** `spot` null: it has left the picture. `laser` leaves a trail that fades. */
	| { readonly kind: 'pointer'; readonly spot: Spot | null; readonly laser: boolean }
	/** What one of the sender's views shows: the newest of each `view` (0 to 15) counts, and newcomers are told it. */
	| {
			readonly kind: 'look';
			readonly view: number;
			readonly layout: { readonly rows: number; readonly columns: number };
			/** the view that the sender works in */
			readonly active: boolean;
			readonly look: Look;
	  }
	/** A document (PDF, report) is being read in place of a picture; a look that comes later ends it. */
	| { readonly kind: 'paper'; readonly study: string; readonly series: string; readonly instance: string }
	/** "Look here", once, to everyone. */
	| { readonly kind: 'here'; readonly look: Look }
	/** A mark while it is drawn or changed (`base`: the form that is being changed); null: let go of. `seen` is not sent: []. */
	| { readonly kind: 'moving'; readonly mark: Annotation | null; readonly base: string | null }
	/** Told to newcomers too. `lag` is the sender's round trip in ms, put in by `LiveConsult`; null: not known. */
	| { readonly kind: 'status'; readonly status: Status; readonly lag: number | null }
	/** The presenter gives the floor to the person at this place. */
	| { readonly kind: 'hand-over'; readonly to: number };
