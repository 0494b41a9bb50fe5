import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { string } from './dataset.ts';
import type { Part10 } from './part10/part10.ts';
import { instanceUid, isUid, seriesUid, studyUid } from './uid.ts';
import type { InstanceUid, SeriesUid, StudyUid } from './uid.ts';

export interface InstanceIdentity {
	readonly study: StudyUid;
	readonly series: SeriesUid;
	readonly instance: InstanceUid;
	readonly sopClass: string;
}

/** What an archive needs before it can keep a file. UIDs become parts of paths and addresses: anything but digits and dots is refused. */
export function identityOf(part10: Part10): Result<InstanceIdentity, 'missing-uid' | 'bad-uid'> {
	const texts = ['0020000D', '0020000E', '00080018', '00080016'].map((tag) => string(part10.dataset, tag));
	const [studyText, seriesText, instanceText, sopClass] = texts;
	if (studyText == null || seriesText == null || instanceText == null || sopClass == null)
		return err('missing-uid');
	const study = studyUid(studyText);
	const series = seriesUid(seriesText);
	const instance = instanceUid(instanceText);
	if (study === null || series === null || instance === null || !isUid(sopClass)) return err('bad-uid');
	return ok({ study, series, instance, sopClass });
}
