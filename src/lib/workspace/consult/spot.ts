/** A pointed place as the picture has it and as the line carries it; which slices it is near is the picture's to say. */
import type { Spot } from '#lib/consult/live/fast-message.ts';
import type { PointedPlace } from '#lib/viewer/marks/mark.ts';

export function spotOf(place: PointedPlace): Spot {
	const { at } = place;
	return place.space === 'patient'
		? { space: 'patient', frameOfReference: place.frameOfReference, at: place.at }
		: { space: 'image', instance: place.instance, frame: place.frame, at: [at[0], at[1]] };
}

export function placeOf(spot: Spot): PointedPlace {
	return spot.space === 'patient' ? spot : { ...spot, space: 'picture' };
}
