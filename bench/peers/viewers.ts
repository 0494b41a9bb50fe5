/** The viewers of a batch: where each opens a study, and what is known of its first picture. */
import { createHash } from 'node:crypto';
import type { BenchStudy, Form } from '../data/studies.ts';
import type { Stage } from './stage.ts';

export const viewerNames = [
	'ours',
	'ohif-orthanc',
	'ohif-static',
	'orthanc-viewer',
	'dwv',
	'control',
] as const;
export type ViewerName = (typeof viewerNames)[number];

export interface Viewer {
	readonly title: string;
	/** What its archive holds. */
	readonly form: Form;
	/** Its first picture has every stored pixel. Ours begins with a preview and says when it is lossless. */
	readonly losslessAtOnce: boolean;
	/** Requests of pixels, by their path. */
	readonly pixels: RegExp;
	url(stage: Stage, study: BenchStudy): string;
}

export const viewers: Readonly<Record<ViewerName, Viewer>> = {
	ours: {
		title: 'ours',
		form: 'raw',
		losslessAtOnce: false,
		pixels: /\/(frames\/\d+|previews)(\?|$)|\/preview\b/,
		url: (stage, { study }) => `${stage.ours.origin}/studies/${study}`,
	},
	'ohif-orthanc': {
		title: 'OHIF + Orthanc',
		form: 'raw',
		losslessAtOnce: true,
		pixels: /\/frames\//,
		url: (stage, { study }) => `${stage.sites.ohif}/viewer/orthanc?StudyInstanceUIDs=${study}`,
	},
	'ohif-static': {
		title: 'OHIF + static',
		form: 'htj2k',
		losslessAtOnce: true,
		pixels: /\/frames\//,
		url: (stage, { study }) => `${stage.sites.ohif}/viewer/static?StudyInstanceUIDs=${study}`,
	},
	'orthanc-viewer': {
		title: 'Orthanc Web Viewer',
		form: 'raw',
		losslessAtOnce: false,
		pixels: /web-viewer\/instances/,
		url: (stage, study) => `${stage.sites.orthanc}/web-viewer/app/viewer.html?series=${orthancId(study)}`,
	},
	dwv: {
		title: 'dwv',
		form: 'raw',
		losslessAtOnce: true,
		pixels: /\.dcm$/,
		url: (stage, study) => `${stage.sites.dwv}/?dir=${study.kind}-raw&n=${study.instances.length}`,
	},
	control: {
		title: 'control page',
		form: 'raw',
		losslessAtOnce: true,
		pixels: /\.dcm$/,
		url: (stage, study) => {
			const form = study.kind === 'ct' ? 'w=512&h=512&low=864&high=1264' : 'w=2500&h=3000&low=0&high=16383';
			return `${stage.sites.control}/?dir=${study.kind}-raw&n=${study.instances.length}&${form}`;
		},
	},
};

/** Orthanc's own name of a series: SHA-1 over patient, study and series. */
function orthancId({ patientId, study, series }: BenchStudy): string {
	const hex = createHash('sha1').update([patientId, study, series].join('|')).digest('hex');
	return hex.match(/.{8}/g)?.join('-') ?? '';
}

/** `--viewers ours,control`; all by default. */
export function chosenViewers(flag: string | undefined): ViewerName[] {
	if (flag === undefined) return [...viewerNames];
	return viewerNames.filter((name) => flag.split(',').includes(name));
}
