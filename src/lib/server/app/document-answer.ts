/**
 * An encapsulated document (PS3.3 C.24) for the browser. Only what truly begins as a PDF goes out, under a neutral name and
 * in a sandbox: an archive may hold HTML that calls itself a PDF (threat 12).
 */
import type { Part10 } from '#lib/dicom/part10/part10.ts';
import { readBulk } from '#lib/dicom/part10/bulk-value.ts';
import { number } from '#lib/dicom/dataset.ts';
import { codeAnswer } from './answers.ts';

const encapsulatedDocument = '00420011';
const encapsulatedLength = '00420015';
const maxBytes = 256 * 1024 * 1024;

export async function pdfAnswer(part10: Part10, sha256: string): Promise<Response> {
	const element = part10.dataset[encapsulatedDocument];
	if (element === undefined) return codeAnswer(422, 'no-document');
	const place = element.BulkDataURI === undefined ? undefined : part10.bulk.get(element.BulkDataURI);
	if (place !== undefined && place.length > maxBytes) return codeAnswer(422, 'too-large');
	const stored = await readBulk(element, part10);
	if (stored === null) return codeAnswer(422, 'damaged-structure');
	// The value is padded to an even length; its own length is said beside it since 2019.
	const length = number(part10.dataset, encapsulatedLength) ?? stored.byteLength;
	const bytes = stored.subarray(0, length > 0 ? Math.min(length, stored.byteLength) : stored.byteLength);
	if (Buffer.from(bytes.subarray(0, 5)).toString('latin1') !== '%PDF-') return codeAnswer(422, 'not-a-pdf');
	return new Response(new Uint8Array(bytes), {
		headers: {
			'content-type': 'application/pdf',
			'content-length': String(bytes.byteLength),
			'content-disposition': 'inline; filename="document.pdf"',
			'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'self'",
			'cache-control': 'private, no-cache',
			etag: `"${sha256}"`,
		},
	});
}
