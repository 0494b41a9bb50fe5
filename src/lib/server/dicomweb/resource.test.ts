import { describe, expect, test } from 'vitest';
import { allowedMethods, parseResource } from './resource.ts';

describe('resources', () => {
	test.each([
		['studies', { kind: 'studies' }],
		['series', { kind: 'search', level: 'series', study: null, series: null }],
		['instances', { kind: 'search', level: 'instance', study: null, series: null }],
		['studies/1.2', { kind: 'study', target: { study: '1.2', series: null, instance: null } }],
		['studies/1.2/series', { kind: 'search', level: 'series', study: '1.2', series: null }],
		['studies/1.2/instances', { kind: 'search', level: 'instance', study: '1.2', series: null }],
		['studies/1.2/metadata', { kind: 'metadata', target: { study: '1.2', series: null, instance: null } }],
		['studies/1.2/series/3', { kind: 'retrieve', target: { study: '1.2', series: '3', instance: null } }],
		['studies/1.2/series/3/instances', { kind: 'search', level: 'instance', study: '1.2', series: '3' }],
		[
			'studies/1.2/series/3/rendered',
			{ kind: 'rendered', target: { study: '1.2', series: '3', instance: null }, frames: null },
		],
		[
			'studies/1.2/series/3/instances/4',
			{ kind: 'retrieve', target: { study: '1.2', series: '3', instance: '4' } },
		],
		[
			'studies/1.2/series/3/instances/4/frames/1,2%2C7',
			{ kind: 'frames', target: { study: '1.2', series: '3', instance: '4' }, frames: [1, 2, 7] },
		],
		[
			'studies/1.2/series/3/instances/4/frames/2/rendered',
			{ kind: 'rendered', target: { study: '1.2', series: '3', instance: '4' }, frames: [2] },
		],
		[
			'studies/1.2/series/3/instances/4/bulkdata/00282000/0/7FE00010',
			{
				kind: 'bulkdata',
				target: { study: '1.2', series: '3', instance: '4' },
				path: '00282000/0/7FE00010',
			},
		],
	])('%s', (path, resource) => {
		expect(parseResource(path)).toEqual(resource);
	});

	test.each([
		'',
		'patients',
		'instances/1.2/file',
		'tools/reset',
		'studies/',
		'studies//series',
		'studies/1.2/',
		'studies/1.2a',
		`studies/${'1'.repeat(65)}`,
		'studies/1.2%2Fseries',
		'studies/1.2%2fmetadata',
		'studies/%31.2',
		'studies/..',
		'studies/1.2/../1.3',
		'studies/1.2/series/3/instances/4/..',
		'studies/1.2\\series',
		'studies/1.2;x=1',
		'studies/1.2/series/3/frames/1',
		'studies/1.2/series/3/instances/4/frames',
		'studies/1.2/series/3/instances/4/frames/0',
		'studies/1.2/series/3/instances/4/frames/1,',
		'studies/1.2/series/3/instances/4/frames/1/2',
		'studies/1.2/series/3/instances/4/bulkdata',
		'studies/1.2/series/3/instances/4/bulkdata/%2e%2e',
		'studies/1.2/metadata/x',
		`studies/1.2/series/3/instances/4/frames/${'1,'.repeat(3000)}1`,
	])('threat-2: %s is not there', (path) => {
		expect(parseResource(path)).toBe(null);
	});

	test('verbs', () => {
		expect(allowedMethods({ kind: 'studies' })).toContain('POST');
		const search = parseResource('studies/1.2/series');
		expect(search === null ? [] : allowedMethods(search)).toEqual(['GET', 'HEAD', 'OPTIONS']);
	});
});
