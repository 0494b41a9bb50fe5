/**
 * What a store transaction answers (PS3.18 10.5.3, attributes of table I.1-1): the caller must be able to tell from it, for each
 * instance, whether it may delete its own copy.
 */
import type { Dataset } from '#lib/dicom/dataset.ts';

/** PS3.18 table I.2-2, in the numbers of PS3.7 annex C. */
export const failureReasons = {
	processingFailure: 0x0110,
	/** the study is another hospital's than the sender's */
	notAuthorized: 0x0124,
	/** same UID, other bytes: never overwritten */
	duplicateInstance: 0x0111,
	outOfResources: 0xa700,
	/** A9xx, data set doesn't match: here, it belongs to another study than the URL says */
	otherStudy: 0xa901,
	cannotUnderstand: 0xc000,
} as const;

export type StoredPart =
	| {
			readonly kind: 'stored';
			readonly sopClass: string;
			readonly instance: string;
			readonly retrieveUrl: string;
	  }
	| {
			readonly kind: 'failed';
			readonly reason: number;
			/** null: the part couldn't be read far enough to know */
			readonly sopClass: string | null;
			readonly instance: string | null;
	  };

export interface StowAnswer {
	readonly status: 200 | 202 | 409;
	readonly dataset: Dataset;
}

export function stowResponse(parts: readonly StoredPart[], studyUrl: string | null): StowAnswer {
	const stored: Dataset[] = [];
	const failed: Dataset[] = [];
	const others: Dataset[] = [];
	for (const part of parts) {
		if (part.kind === 'stored') {
			stored.push({ ...reference(part.sopClass, part.instance), '00081190': uri(part.retrieveUrl) });
		} else if (part.instance === null) {
			others.push({ '00081197': unsignedShort(part.reason) });
		} else {
			failed.push({
				...reference(part.sopClass, part.instance),
				'00081197': unsignedShort(part.reason),
			});
		}
	}
	const anyFailed = failed.length > 0 || others.length > 0;
	return {
		status: stored.length === 0 ? 409 : anyFailed ? 202 : 200,
		dataset: {
			...(studyUrl !== null && stored.length > 0 ? { '00081190': uri(studyUrl) } : {}),
			...(failed.length > 0 ? { '00081198': sequence(failed) } : {}),
			'00081199': sequence(stored),
			...(others.length > 0 ? { '0008119A': sequence(others) } : {}),
		},
	};
}

function reference(sopClass: string | null, instance: string): Dataset {
	return {
		'00081150': { vr: 'UI', ...(sopClass === null ? {} : { Value: [sopClass] }) },
		'00081155': { vr: 'UI', Value: [instance] },
	};
}

const uri = (url: string) => ({ vr: 'UR', Value: [url] });
const unsignedShort = (value: number) => ({ vr: 'US', Value: [value] });
const sequence = (items: readonly Dataset[]) => ({ vr: 'SQ', Value: items });
