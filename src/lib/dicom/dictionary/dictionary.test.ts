import { expect, it } from 'vitest';
import { keywordOfTag, tagOfKeyword, vrOfTag } from './dictionary.ts';

it('knows every attribute of the search tables (PS3.18 10.6.1.2.3)', () => {
	const names = [
		['StudyDate', '00080020', 'DA'],
		['StudyTime', '00080030', 'TM'],
		['AccessionNumber', '00080050', 'SH'],
		['InstanceAvailability', '00080056', 'CS'],
		['ModalitiesInStudy', '00080061', 'CS'],
		['ReferringPhysicianName', '00080090', 'PN'],
		['TimezoneOffsetFromUTC', '00080201', 'SH'],
		['RetrieveURL', '00081190', 'UR'],
		['PatientName', '00100010', 'PN'],
		['PatientID', '00100020', 'LO'],
		['PatientBirthDate', '00100030', 'DA'],
		['PatientSex', '00100040', 'CS'],
		['StudyInstanceUID', '0020000D', 'UI'],
		['StudyID', '00200010', 'SH'],
		['NumberOfStudyRelatedSeries', '00201206', 'IS'],
		['NumberOfStudyRelatedInstances', '00201208', 'IS'],
		['Modality', '00080060', 'CS'],
		['SeriesDescription', '0008103E', 'LO'],
		['SeriesInstanceUID', '0020000E', 'UI'],
		['SeriesNumber', '00200011', 'IS'],
		['NumberOfSeriesRelatedInstances', '00201209', 'IS'],
		['PerformedProcedureStepStartDate', '00400244', 'DA'],
		['PerformedProcedureStepStartTime', '00400245', 'TM'],
		['RequestAttributesSequence', '00400275', 'SQ'],
		['ScheduledProcedureStepID', '00400009', 'SH'],
		['RequestedProcedureID', '00401001', 'SH'],
		['SOPClassUID', '00080016', 'UI'],
		['SOPInstanceUID', '00080018', 'UI'],
		['InstanceNumber', '00200013', 'IS'],
		['Rows', '00280010', 'US'],
		['Columns', '00280011', 'US'],
		['BitsAllocated', '00280100', 'US'],
		['NumberOfFrames', '00280008', 'IS'],
	] as const;
	for (const [keyword, tag, vr] of names) {
		expect([keyword, tagOfKeyword(keyword), vrOfTag(tag), keywordOfTag(tag)]).toEqual([
			keyword,
			tag,
			vr,
			keyword,
		]);
	}
});

it('knows repeating groups, private creators and nothing that does not exist', () => {
	expect(keywordOfTag('60023000')).toBe('OverlayData');
	expect(vrOfTag('60023000')).toBe('OW');
	expect(vrOfTag('00090010')).toBe('LO');
	expect(vrOfTag('00091001')).toBeNull();
	expect(tagOfKeyword('constructor')).toBeNull();
	expect(keywordOfTag('00091001')).toBeNull();
});
