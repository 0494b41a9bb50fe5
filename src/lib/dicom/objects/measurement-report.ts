/**
 * A measurement report (PS3.16 TID 1500) as Comprehensive 3D SR when a mark lies in patient coordinates, else as Comprehensive
 * SR. The subset: language, observer, procedure, image library, imaging measurements (TID 1410 for regions, TID 1501 for lines
 * and angles), qualitative evaluations in words. `docs/decisions/0036` says what is left out.
 */
import type { Dataset, PersonNameGroups } from '../dataset.ts';
import { string } from '../dataset.ts';
import { explicitLittleEndian, writePart10 } from '../part10/part10-writer.ts';
import { dcm, ownCodes } from './coded.ts';
import type { Code } from './coded.ts';
import {
	codeContent,
	container,
	imageContent,
	nameContent,
	numberContent,
	shapeContent,
	textContent,
	uidContent,
} from './content-items.ts';
import type { Quantity, SrShape } from './content-items.ts';
import { sq } from './elements.ts';
import type { Tracking } from './graphics.ts';
import { modalityCode, procedureCode } from './modality-codes.ts';
import { commonModules } from './object-context.ts';
import type { Author, ObjectContext } from './object-context.ts';
import { evidence, grouped } from './picture-reference.ts';
import type { InstanceReference, PictureReference } from './picture-reference.ts';
import { contentTime, reportGeneral } from './report-header.ts';
import type { Verification } from './report-header.ts';

export const comprehensive3dReport = '1.2.840.10008.5.1.4.1.1.88.34';
export const comprehensiveReport = '1.2.840.10008.5.1.4.1.1.88.33';

export interface ReportMeasure extends Quantity {
	/** how it was come by; null: nothing to say */
	readonly method: Code | null;
	/** the lines it was measured on; empty: the group's region */
	readonly from: readonly SrShape[];
}

export interface MeasurementGroup {
	readonly tracking: Tracking;
	/** who drew it, when it wasn't the report's author */
	readonly by: PersonNameGroups | null;
	readonly picture: PictureReference;
	/** the region that everything in the group is about; none: each measure has lines of its own */
	readonly regions: readonly SrShape[];
	readonly measures: readonly ReportMeasure[];
	/** in the author's words; '' for none */
	readonly comment: string;
}

export type Statement = {
	readonly about: 'finding' | 'impression' | 'recommendation' | 'comment';
	readonly words: string;
};

export interface MeasurementReport {
	readonly context: ObjectContext;
	/** RFC 5646 */
	readonly language: 'th' | 'en';
	/** Pictures the report is about, with the modality of each */
	readonly pictures: readonly PictureReference[];
	readonly statements: readonly Statement[];
	readonly groups: readonly MeasurementGroup[];
	readonly verified: Verification | null;
	/** the version that this one takes the place of */
	readonly replaces: InstanceReference | null;
}

const languages = { th: 'Thai', en: 'English' } as const;
const concepts = {
	finding: dcm('121071', 'Finding'),
	impression: dcm('121073', 'Impression'),
	recommendation: dcm('121075', 'Recommendation'),
	comment: dcm('121106', 'Comment'),
} as const satisfies Record<Statement['about'], Code>;
export const sourceOfMeasurement = dcm('121112', 'Source of Measurement');
export const measurementMethod: Code = {
	value: '370129005',
	scheme: 'SCT',
	meaning: 'Measurement Method',
};

export function measurementReport(report: MeasurementReport): Uint8Array {
	const { context, groups, statements } = report;
	const pictures = distinct([...report.pictures, ...groups.map((group) => group.picture)]);
	const inSpace = groups.some((group) => shapesOf(group).some((shape) => shape.space === 'patient'));
	const modality = string(context.source, '00080060') ?? 'OT';
	const written = statements.filter((one) => one.words.trim() !== '');
	const children = [
		codeContent('HAS CONCEPT MOD', dcm('121049', 'Language of Content Item and Descendants'), {
			value: report.language,
			scheme: 'RFC5646',
			meaning: languages[report.language],
		}),
		...observerContext(context.author),
		codeContent('HAS CONCEPT MOD', dcm('121058', 'Procedure reported'), procedureCode(modality)),
		container('CONTAINS', dcm('111028', 'Image Library'), library(pictures, modality), '1600'),
		container('CONTAINS', dcm('126010', 'Imaging Measurements'), groups.map(groupContent), null),
		...(written.length === 0 ? [] : [evaluations(written)]),
	];
	const dataset: Dataset = {
		...commonModules(context, inSpace ? comprehensive3dReport : comprehensiveReport, 'SR'),
		...contentTime(context),
		'00080110': sq(ownCodes),
		...reportGeneral(context, report.verified, report.replaces),
		...container(null, dcm('126000', 'Imaging Measurement Report'), children, '1500'),
		...(pictures.length === 0 ? {} : { '0040A375': sq(...evidence(pictures)) }),
	};
	return writePart10({ dataset, transferSyntax: explicitLittleEndian });
}

/** TID 1001 with TID 1002 and 1003: a person, of a hospital. */
export function observerContext(author: Author): Dataset[] {
	return [
		codeContent('HAS OBS CONTEXT', dcm('121005', 'Observer Type'), dcm('121006', 'Person')),
		nameContent('HAS OBS CONTEXT', dcm('121008', 'Person Observer Name'), author.name),
		...(author.institution.trim() === ''
			? []
			: [
					textContent(
						'HAS OBS CONTEXT',
						dcm('121009', "Person Observer's Organization Name"),
						author.institution,
					),
				]),
	];
}

function library(pictures: readonly PictureReference[], modality: string): Dataset[] {
	if (pictures.length === 0) return [];
	return [
		container(
			'CONTAINS',
			dcm('126200', 'Image Library Group'),
			[
				codeContent('HAS ACQ CONTEXT', dcm('121139', 'Modality'), modalityCode(modality)),
				...pictures.map((picture) => imageContent('CONTAINS', null, picture)),
			],
			null,
		),
	];
}

function groupContent(group: MeasurementGroup): Dataset {
	const { tracking, regions, picture } = group;
	const inSpace = shapesOf(group).some((shape) => shape.space === 'patient');
	const template = regions.length > 0 ? '1410' : '1501';
	const children = [
		textContent('HAS OBS CONTEXT', dcm('112039', 'Tracking Identifier'), tracking.id),
		uidContent('HAS OBS CONTEXT', dcm('112040', 'Tracking Unique Identifier'), tracking.uid),
		...(group.by === null
			? []
			: [nameContent('HAS OBS CONTEXT', dcm('121008', 'Person Observer Name'), group.by)]),
		...regions.map((region) => shapeContent('CONTAINS', dcm('111030', 'Image Region'), region)),
		// Points in space don't say on which picture they were set: two reconstructions of one examination share their planes.
		...(inSpace ? [imageContent('CONTAINS', sourceOfMeasurement, picture)] : []),
		...group.measures.map(measureContent),
		...(group.comment.trim() === '' ? [] : [textContent('CONTAINS', concepts.comment, group.comment)]),
	];
	return container('CONTAINS', dcm('125007', 'Measurement Group'), children, template);
}

function measureContent(measure: ReportMeasure): Dataset {
	return numberContent('CONTAINS', measure, [
		...(measure.method === null ? [] : [codeContent('HAS CONCEPT MOD', measurementMethod, measure.method)]),
		...measure.from.map((shape) => shapeContent('INFERRED FROM', sourceOfMeasurement, shape)),
	]);
}

function evaluations(statements: readonly Statement[]): Dataset {
	const words = statements.map((one) => textContent('CONTAINS', concepts[one.about], one.words));
	const concept: Code = { value: 'C0034375', scheme: 'UMLS', meaning: 'Qualitative Evaluations' };
	return container('CONTAINS', concept, words, null);
}

function shapesOf(group: MeasurementGroup): SrShape[] {
	return [...group.regions, ...group.measures.flatMap((one) => one.from)];
}

function distinct(pictures: readonly PictureReference[]): PictureReference[] {
	return [...grouped(pictures, (one) => `${one.instance} ${one.frame ?? ''}`)].map(([, [first]]) => first);
}
