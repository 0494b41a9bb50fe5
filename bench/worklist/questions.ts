/** What is asked of both, as the screens ask it: ours by the list's own route, Orthanc by QIDO-RS or, for names, its own find. */
import { everything } from '#lib/archive/worklist.ts';
import type { WorklistFilter } from '#lib/archive/worklist.ts';
import { writeCursor } from '#lib/server/worklist/cursor.ts';
import { manyStudy } from '../../tests/peers/many-studies.ts';

const page = 50;

export interface Question {
	readonly name: string;
	readonly ours: { readonly text: string; readonly filter: WorklistFilter; readonly after: string | null };
	/** `qido`: query of /studies; `find`: body of Orthanc's /tools/find */
	readonly peer: { readonly qido: string } | { readonly find: object };
}

/** `n`: a different patient each time, so that no answer is one kept from before. */
export function questions(count: number, n: number): readonly Question[] {
	const one = manyStudy((n * 7877) % count);
	const middle = manyStudy(Math.floor(count / 2));
	const [, given = ''] = one.patientName.split('^');
	const family = one.patientName.split('^')[0] ?? '';
	const ask = (text: string, filter: Partial<WorklistFilter> = {}, after: string | null = null) => ({
		text,
		filter: { ...everything, ...filter },
		after,
	});
	const month = `2021${String((n % 12) + 1).padStart(2, '0')}`;
	const between = `${month.slice(0, 4)}-${month.slice(4)}`;
	// The studies' days are spread evenly: half of them are newer than this one's place in time.
	const place = writeCursor({ sort: 'newest', key: '20201130120000', uid: middle.uid });
	return [
		{ name: 'first page', ours: ask(''), peer: { qido: `limit=${page}` } },
		{
			name: 'page in the middle',
			ours: ask('', {}, place),
			peer: { qido: `limit=${page}&offset=${Math.floor(count / 2)}` },
		},
		{ name: 'hospital number', ours: ask(one.patientId), peer: { qido: `PatientID=${one.patientId}` } },
		{
			name: 'accession number',
			ours: ask(one.accession),
			peer: { qido: `AccessionNumber=${one.accession}` },
		},
		{
			name: 'Thai name, given and family',
			ours: ask(`${given} ${family}`),
			peer: { find: find(`${family}^${given}*`) },
		},
		{
			name: 'Thai name, a part',
			ours: ask(given.slice(0, 3)),
			peer: { find: find(`*${given.slice(0, 3)}*`) },
		},
		{
			name: 'a month of CT',
			ours: ask('', {
				modalities: ['CT'],
				days: { kind: 'between', from: `${between}-01`, to: `${between}-28` },
			}),
			peer: { qido: `StudyDate=${month}01-${month}28&ModalitiesInStudy=CT&limit=${page}` },
		},
	];
}

function find(name: string): object {
	return { Level: 'Study', Query: { PatientName: name }, Expand: true, Limit: page };
}
