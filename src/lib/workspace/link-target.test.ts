import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { StudyManifest } from '#lib/archive/manifest.ts';
import { imageInstance, studyOf } from '#lib/archive/manifest.fixture.ts';
import { openingOf } from './link-target.ts';

const image = (uid: string, changes: object = {}): unknown => ({ ...imageInstance(), uid, ...changes });
const cine = {
	frames: 4,
	rate: 25,
	renditions: Array.from({ length: 4 }, () => imageInstance().renditions[0]),
};
const series = (uid: string, instances: unknown[]): unknown => ({
	uid,
	number: 1,
	modality: 'CT',
	description: null,
	bodyPart: null,
	instances,
	geometryNotes: [],
});
const refused = { refused: { code: 'truncated', detail: null } };
const document = {
	kind: 'pdf',
	uid: '1.9',
	sopClass: '1',
	number: 1,
	title: null,
	refused: null,
	patientMismatch: false,
};
const study = v.parse(
	StudyManifest,
	studyOf('1.1', [
		series('2.1', [image('3.1', refused)]),
		series('2.2', [image('3.2'), image('3.3'), image('3.4')]),
		series('2.3', [image('3.5', cine)]),
		series('2.4', [document]),
	]),
);

function opening(query: string): [series: string, at: number] | null {
	const found = openingOf(study, new URLSearchParams(query));
	return found === null ? null : [found.series.uid, found.at];
}

describe('where a link opens', () => {
	it('is the middle of the first series that can be shown, when it says nothing', () => {
		expect(opening('')).toEqual(['2.2', 1]);
	});

	it('is the exact series, image and frame when it says so', () => {
		expect(opening('series=2.2')).toEqual(['2.2', 1]);
		expect(opening('instance=3.4')).toEqual(['2.2', 2]);
		expect(opening('series=2.3&instance=3.5&frame=3')).toEqual(['2.3', 2]);
		expect(opening('series=2.3&frame=2')).toEqual(['2.3', 1]);
		expect(opening('series=2.3')).toEqual(['2.3', 0]);
		expect(openingOf(study, new URLSearchParams('instance=1.9'))?.document?.kind).toBe('pdf');
	});

	it('keeps a refused image when the sender meant that one', () => {
		expect(opening('instance=3.1')).toEqual(['2.1', 0]);
	});

	it('leaves out what does not fit the study', () => {
		expect(opening('series=9.9')).toEqual(['2.2', 1]);
		expect(opening('series=2.3&instance=3.4')).toEqual(['2.3', 0]);
		expect(opening('series=2.3&instance=3.5&frame=99')).toEqual(['2.3', 0]);
		expect(opening('series=<script>&frame=-1')).toEqual(['2.2', 1]);
	});

	it('takes a window only whole and possible', () => {
		const window = (query: string): unknown => openingOf(study, new URLSearchParams(query))?.window;
		expect(window('wc=-600&ww=1500')).toEqual({ center: -600, width: 1500 });
		expect(window('wc=40')).toBeNull();
		expect(window('wc=40&ww=0')).toBeNull();
		expect(window('wc=1e9&ww=1')).toBeNull();
	});
});
