/** Spatial coordinates of a structured report (PS3.3 C.18.6, C.18.9) and the picture they were selected from. */
import type { Dataset } from '../../dataset.ts';
import { items, string } from '../../dataset.ts';
import { isUid } from '../../uid.ts';
import type { DropReason, FoundPicture, FoundShape } from './found.ts';
import { asPair, asTriple, coordinates, graphicOf } from './found.ts';
import { pictureNamed } from './pictures-named.ts';

export function shapeOf(node: Dataset): FoundShape | DropReason {
	const graphic = graphicOf(string(node, '00700023'));
	if (graphic === null || graphic === 'INTERPOLATED') return 'unknown-shape';
	if (string(node, '0040A040') === 'SCOORD3D') {
		const points = coordinates(node, '00700022', 3);
		const frameOfReference = string(node, '30060024');
		if (points === null || frameOfReference === null || !isUid(frameOfReference)) return 'bad-points';
		return {
			space: 'patient',
			graphic,
			at: points.map(asTriple),
			frameOfReference,
			picture: selectedFrom(node),
		};
	}
	const points = coordinates(node, '00700022', 2);
	if (points === null) return 'bad-points';
	const picture = selectedFrom(node);
	if (picture === null) return 'no-place';
	return { space: 'image', graphic, at: points.map(asPair), picture };
}

function selectedFrom(node: Dataset): FoundPicture | null {
	for (const child of items(node, '0040A730').slice(0, 20)) {
		if (string(child, '0040A040') === 'IMAGE') return imageNamed(child);
	}
	return null;
}

export function imageNamed(node: Dataset): FoundPicture | null {
	const [reference] = items(node, '00081199');
	return reference === undefined ? null : pictureNamed(reference);
}
