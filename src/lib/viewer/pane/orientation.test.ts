import { describe, expect, it } from 'vitest';
import { imageInstance } from '#lib/archive/manifest.fixture.ts';
import { edgesOf } from './orientation.ts';
import { fitted } from '../painting/view.ts';

const axial = imageInstance({ orientation: [1, 0, 0, 0, 1, 0] });

describe('orientation letters', () => {
	it('name the edges of an axial slice: the patient’s left is on the right', () => {
		expect(edgesOf(axial, 1, fitted)).toEqual({ top: 'A', right: 'L', bottom: 'P', left: 'R' });
	});

	it('turn with the picture', () => {
		expect(edgesOf(axial, 1, { ...fitted, rotation: 90 })).toEqual({
			top: 'R',
			right: 'A',
			bottom: 'L',
			left: 'P',
		});
		expect(edgesOf(axial, 1, { ...fitted, rotation: 180 })).toEqual({
			top: 'P',
			right: 'R',
			bottom: 'A',
			left: 'L',
		});
	});

	it('mirror with the picture, before it is turned', () => {
		expect(edgesOf(axial, 1, { ...fitted, flipH: true })).toEqual({
			top: 'A',
			right: 'R',
			bottom: 'P',
			left: 'L',
		});
		expect(edgesOf(axial, 1, { ...fitted, flipH: true, rotation: 90 })).toEqual({
			top: 'L',
			right: 'A',
			bottom: 'R',
			left: 'P',
		});
	});

	it('name two directions of an oblique plane', () => {
		const oblique = imageInstance({ orientation: [0.8, 0.6, 0, 0, 0, -1] });
		expect(edgesOf(oblique, 1, fitted)).toEqual({ top: 'H', right: 'LP', bottom: 'F', left: 'RA' });
	});

	it('come from Patient Orientation for a projection, and are absent when the file doesn’t say', () => {
		const chest = imageInstance({ orientation: null, patientOrientation: ['L', 'F'] });
		expect(edgesOf(chest, 1, fitted)).toEqual({ top: 'H', right: 'L', bottom: 'F', left: 'R' });
		expect(edgesOf(imageInstance({ orientation: null }), 1, fitted)).toBeNull();
		expect(
			edgesOf(imageInstance({ orientation: null, patientOrientation: ['LE', 'V'] }), 1, fitted),
		).toBeNull();
	});

	it('are the frame’s own in a multi-frame instance', () => {
		const frames = imageInstance({
			orientation: [1, 0, 0, 0, 1, 0],
			perFrame: [{}, { orientation: [0, 1, 0, 0, 0, -1] }],
		});
		expect(edgesOf(frames, 2, fitted)).toEqual({ top: 'H', right: 'P', bottom: 'F', left: 'A' });
	});
});
