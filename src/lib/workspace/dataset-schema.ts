/** The DICOM JSON model as it comes over the wire (PS3.18 Annex F), parsed once. Unknown shapes are refused, not guessed. */
import * as v from 'valibot';
import type { Dataset, DicomValue, PersonNameGroups } from '#lib/dicom/dataset.ts';

const Groups = v.pipe(
	v.strictObject({
		Alphabetic: v.optional(v.string()),
		Ideographic: v.optional(v.string()),
		Phonetic: v.optional(v.string()),
	}),
	// An absent group is left out, not `undefined`: the model's own rule.
	v.transform((groups): PersonNameGroups => ({
		...(groups.Alphabetic === undefined ? {} : { Alphabetic: groups.Alphabetic }),
		...(groups.Ideographic === undefined ? {} : { Ideographic: groups.Ideographic }),
		...(groups.Phonetic === undefined ? {} : { Phonetic: groups.Phonetic }),
	})),
);

const Value: v.GenericSchema<unknown, DicomValue> = v.lazy(() =>
	v.union([v.string(), v.number(), v.null(), Groups, DatasetSchema]),
);

const Element = v.pipe(
	v.object({
		vr: v.string(),
		Value: v.optional(v.array(Value)),
		InlineBinary: v.optional(v.string()),
		BulkDataURI: v.optional(v.string()),
	}),
	v.transform(({ vr, ...rest }) => ({
		vr,
		...(rest.Value === undefined ? {} : { Value: rest.Value }),
		...(rest.InlineBinary === undefined ? {} : { InlineBinary: rest.InlineBinary }),
		...(rest.BulkDataURI === undefined ? {} : { BulkDataURI: rest.BulkDataURI }),
	})),
);

export const DatasetSchema: v.GenericSchema<unknown, Dataset> = v.lazy(() =>
	v.record(v.pipe(v.string(), v.regex(/^[0-9A-F]{8}$/)), Element),
);
