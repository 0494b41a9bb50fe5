/**
 * A study that holds what other programs wrote: a presentation state by pydicom, a measurement report by dcmtk's xml2dsr, a key object
 * selection by pydicom. Opened by a guest: marks and numbers stand where those programs put them.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { part10File } from '../tests/fixtures/part10-file.ts';
import { openLink, untilDiagnostic, viewport } from './support/reading.ts';
import { store } from './support/store.ts';
import { expect, test } from './support/test.ts';

const study = '2.25.70360';
const series = `${study}.1`;
const size = 128;

function slice(number: number): Uint8Array {
	return part10File({
		study,
		series,
		instance: `${series}.${number}`,
		number,
		values: new Uint16Array(size * size).map((_, i) => 1000 + (i % size) * 8),
		more: {
			'00200032': { vr: 'DS', Value: [-64, -64, number * 3] },
			'00280010': { vr: 'US', Value: [size] },
			'00280011': { vr: 'US', Value: [size] },
			'00281054': { vr: 'LO', Value: ['HU'] },
		},
	});
}

/** What pydicom writes: every object by its own hand, none of our code in it. */
const script = String.raw`
import sys
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian
folder, study, series = sys.argv[1:4]
def ds(**values):
    out = Dataset()
    for key, value in values.items(): setattr(out, key, Sequence(value) if isinstance(value, list) and value and isinstance(value[0], Dataset) else value)
    return out
def image(n): return ds(ReferencedSOPClassUID='1.2.840.10008.5.1.4.1.1.2', ReferencedSOPInstanceUID=f'{series}.{n}')
def code(value, scheme, meaning): return [ds(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)]
def save(name, number, sop, modality, **more):
    out = ds(SpecificCharacterSet='ISO_IR 166', SOPClassUID=sop, SOPInstanceUID=f'{study}.{number}.1', SeriesInstanceUID=f'{study}.{number}', StudyInstanceUID=study,
        Modality=modality, PatientName='ใจดี^สมชาย', PatientID='HN-0001', PatientBirthDate='19700102', PatientSex='M', StudyDate='20250114', StudyTime='101500',
        ContentDate='20250131', ContentTime='143000', SeriesNumber=number, InstanceNumber=1, Manufacturer='Other PACS Ltd', InstitutionName='โรงพยาบาลอื่น', **more)
    meta = FileMetaDataset()
    meta.TransferSyntaxUID, meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = ExplicitVRLittleEndian, sop, out.SOPInstanceUID
    out.file_meta, out.is_little_endian, out.is_implicit_VR = meta, True, False
    out.save_as(f'{folder}/{name}.dcm', write_like_original=False)
def graphic(kind, data): return ds(GraphicAnnotationUnits='PIXEL', GraphicDimensions=2, NumberOfGraphicPoints=len(data) // 2, GraphicData=data, GraphicType=kind)
area = ds(DisplayedAreaTopLeftHandCorner=[33, 33], DisplayedAreaBottomRightHandCorner=[96, 96], PresentationSizeMode='SCALE TO FIT', PresentationPixelSpacing=[1, 1])
save('pr', 5, '1.2.840.10008.5.1.4.1.1.11.1', 'PR', ContentLabel='SAVED', ContentDescription='ก้อนกลีบบน', ContentCreatorName='รักษ์ดี^วิชัย', PresentationCreationDate='20250131', PresentationCreationTime='143000',
    ReferencedSeriesSequence=[ds(SeriesInstanceUID=series, ReferencedImageSequence=[image(2)])], DisplayedAreaSelectionSequence=[area], RescaleIntercept=-1024, RescaleSlope=1, RescaleType='HU',
    SoftcopyVOILUTSequence=[ds(WindowCenter=300, WindowWidth=700)], ImageRotation=90, ImageHorizontalFlip='N', PresentationLUTShape='IDENTITY',
    GraphicLayerSequence=[ds(GraphicLayer='A', GraphicLayerOrder=1)], ShutterShape='CIRCULAR',
    GraphicAnnotationSequence=[
        ds(GraphicLayer='A', ReferencedImageSequence=[image(2)], GraphicObjectSequence=[graphic('CIRCLE', [64, 64, 80, 64])],
            TextObjectSequence=[ds(AnchorPointAnnotationUnits='PIXEL', AnchorPoint=[82, 60], AnchorPointVisibility='N', UnformattedTextValue='ก้อนต้องติดตาม')]),
        ds(GraphicLayer='A', ReferencedImageSequence=[image(9)], GraphicObjectSequence=[graphic('POLYLINE', [1, 1, 5, 5])])])
def selected(n): return ds(RelationshipType='CONTAINS', ValueType='IMAGE', ReferencedSOPSequence=[image(n)])
save('ko', 7, '1.2.840.10008.5.1.4.1.1.88.59', 'KO', ValueType='CONTAINER', ContinuityOfContent='SEPARATE', ConceptNameCodeSequence=code('113000', 'DCM', 'Of Interest'),
    ContentSequence=[ds(RelationshipType='CONTAINS', ValueType='TEXT', ConceptNameCodeSequence=code('113012', 'DCM', 'Key Object Description'), TextValue='ดูภาพที่สาม'), selected(3)],
    CurrentRequestedProcedureEvidenceSequence=[ds(StudyInstanceUID=study, ReferencedSeriesSequence=[ds(SeriesInstanceUID=series, ReferencedSOPSequence=[image(3)])])])
`;

/** A length of 40 mm that its author wrote as 47: dcmtk's own XML of a Comprehensive SR. */
const reportXml = (folder: string): string => {
	const concept = (value: string, meaning: string, scheme = 'DCM') =>
		`<concept><value>${value}</value><scheme><designator>${scheme}</designator></scheme><meaning>${meaning}</meaning></concept>`;
	const path = join(folder, 'sr.xml');
	writeFileSync(
		path,
		`<?xml version="1.0" encoding="UTF-8"?>
<report type="Comprehensive SR"><sopclass uid="1.2.840.10008.5.1.4.1.1.88.33"></sopclass><charset>ISO_IR 192</charset><modality>SR</modality>
<device><manufacturer>OFFIS toolkit</manufacturer><model>xml2dsr</model></device>
<patient><id>HN-0001</id><name><first>สมชาย</first><last>ใจดี</last></name><birthday><date>1970-01-02</date></birthday><sex>M</sex></patient>
<study uid="${study}"><date>2025-01-14</date><time>10:15:00</time></study>
<series uid="${study}.6"><number>6</number></series>
<instance uid="${study}.6.1"><number>1</number></instance>
<evidence type="Current Requested Procedure"><study uid="${study}"><series uid="${series}"><value><sopclass uid="1.2.840.10008.5.1.4.1.1.2"></sopclass><instance uid="${series}.2"></instance></value></series></study></evidence>
<document><completion flag="PARTIAL"></completion><verification flag="UNVERIFIED"></verification><content><date>2025-01-31</date><time>15:00:00</time>
<container flag="SEPARATE">${concept('126000', 'Imaging Measurement Report')}
<container flag="SEPARATE"><relationship>CONTAINS</relationship>${concept('125007', 'Measurement Group')}
<num><relationship>CONTAINS</relationship>${concept('G-D7FE', 'Length', 'SRT')}<value>47</value><unit><value>mm</value><scheme><designator>UCUM</designator></scheme><meaning>millimeter</meaning></unit>
<scoord type="POLYLINE"><relationship>INFERRED FROM</relationship>${concept('121055', 'Path')}<data>20/30,60/30</data>
<image><relationship>SELECTED FROM</relationship><value><sopclass uid="1.2.840.10008.5.1.4.1.1.2"></sopclass><instance uid="${series}.2"></instance></value></image></scoord></num>
</container></container></content></document></report>`,
	);
	return path;
};

function written(): Uint8Array[] {
	const folder = mkdtempSync(join(tmpdir(), 'hub-foreign-'));
	try {
		execFileSync('/usr/bin/python3', ['-c', script, folder, study, series]);
		execFileSync('xml2dsr', [reportXml(folder), join(folder, 'sr.dcm')]);
		return ['pr', 'sr', 'ko'].map((name) => readFileSync(join(folder, `${name}.dcm`)));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function pointsOf(page: Page, kind: string): Promise<string | null> {
	return page.locator(`[data-mark][data-kind="${kind}"]`).getAttribute('data-points');
}

test('what other programs wrote stands on its picture, with its origin; it can be put off, seen as its author saw it, jumped to', async ({
	page,
	plain,
}) => {
	const asked: string[] = [];
	page.on('request', (request) => {
		if (/foreign-marks|frames\/\d+\?v=/.test(request.url())) asked.push(request.url());
	});
	await store(plain, [...[1, 2, 3].map(slice), ...written()]);
	await openLink(page, plain.createLink({ studies: [study] }), `series=${series}`);
	await untilDiagnostic(page);
	const button = page.locator('[data-foreign="3"]');
	await expect(button).toBeVisible();
	// The picture first: what others wrote waits for it.
	expect(asked.findIndex((url) => url.includes('foreign-marks'))).toBeGreaterThan(0);
	expect(asked.filter((url) => url.includes('foreign-marks'))).toHaveLength(1);

	await page.keyboard.press('Home');
	await untilDiagnostic(page);
	await expect(page.locator('[data-mark][data-here="true"]')).toHaveCount(0);
	await page.keyboard.press('ArrowDown');
	await untilDiagnostic(page);
	await expect(viewport(page)).toHaveAttribute('data-instance', `${series}.2`);
	const here = page.locator('[data-mark][data-here="true"]');
	await expect(here).toHaveCount(2);
	expect(await pointsOf(page, 'circle')).toBe('64.00,64.00 80.00,64.00');
	expect(await pointsOf(page, 'length')).toBe('20.00,30.00 60.00,30.00');
	const circle = page.locator('[data-mark][data-kind="circle"]');
	await expect(circle).toContainText('ก้อนต้องติดตาม');
	await expect(circle).toContainText('จากระบบ Other PACS Ltd');
	// The author's number, and ours beside it since it differs.
	const length = page.locator('[data-mark][data-kind="length"]');
	await expect(length).toContainText('47.0 มม.');
	await expect(length).toContainText('40.0');
	await expect(length).toHaveAttribute('data-mine', 'false');

	await button.click();
	const dialog = page.getByRole('dialog');
	await expect(dialog).toContainText('Other PACS Ltd · โดย วิชัย รักษ์ดี · โรงพยาบาลอื่น · 31 ม.ค. 2568 14:30');
	await expect(dialog).toContainText('ดูภาพที่สาม');
	await expect(dialog.locator('[data-foreign-object="presentation"]')).toContainText(
		'ไม่ได้แสดง 1: อยู่บนภาพที่ไม่มีในการตรวจนี้',
	);
	await expect(dialog.locator('[data-foreign-object="presentation"]')).toContainText('กรอบดำ');
	const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
	expect(violations.map(({ id }) => id)).toEqual([]);
	await dialog.locator('[data-foreign-object="presentation"]').getByRole('switch').uncheck();
	await page.keyboard.press('Escape');
	await expect(circle).toHaveCount(0);
	await expect(length).toHaveCount(1);

	// As its author saw it: the window, a quarter turn, half of the picture in view.
	await button.click();
	await dialog.locator('[data-foreign-object="presentation"]').getByRole('switch').check();
	await dialog.getByRole('button', { name: 'แสดงตามที่ผู้เขียนเห็น' }).click();
	await expect(dialog).toHaveCount(0);
	await expect(page.locator('[data-window]')).toContainText('300');
	await expect(page.locator('[data-window]')).toContainText('700');
	const seen = await turnedAndZoomed(page);
	expect(seen.turn).toBe(90);
	expect(Math.abs(seen.zoom - 2)).toBeLessThan(0.05);

	await button.click();
	await dialog.getByRole('button', { name: 'เปิดภาพสำคัญที่ 1' }).click();
	await expect(viewport(page)).toHaveAttribute('data-instance', `${series}.3`);
	await button.click();
	await dialog.getByRole('button', { name: 'เปิดเอกสาร' }).click();
	await expect(page.locator('[data-document="report"]')).toContainText('47 mm');

	await page.setViewportSize({ width: 390, height: 844 });
	await button.click();
	await expect(dialog).toBeVisible();
});

/** From where two marks fall on the screen: the line runs along a row, 40 pixels long. */
async function turnedAndZoomed(page: Page): Promise<{ turn: number; zoom: number }> {
	const ends = await page
		.locator('[data-shape] polyline.ink')
		.first()
		.evaluate((line) => [...(line as SVGPolylineElement).points].map(({ x, y }) => [x, y] as const));
	const box = (await viewport(page).boundingBox())!;
	const [[x0, y0], [x1, y1]] = [ends[0]!, ends[1]!];
	const turn = Math.round((Math.atan2(y1 - y0, x1 - x0) * 180) / Math.PI);
	return { turn, zoom: Math.hypot(x1 - x0, y1 - y0) / 40 / (Math.min(box.width, box.height) / size) };
}
