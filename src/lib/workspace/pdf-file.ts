/**
 * PDF drawn by pdf.js on canvases of our own: the document's JavaScript is never run, its links and forms are only pictures, and it
 * works in in-app browsers that have no PDF viewer. A sandboxed frame can't do this: Chromium shows nothing in one, and without
 * the sandbox runs the document's script (threat 12). Comes with the first PDF only.
 */
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import jbig2 from 'pdfjs-dist/wasm/jbig2.wasm?url';
import openjpeg from 'pdfjs-dist/wasm/openjpeg.wasm?url';
import qcms from 'pdfjs-dist/wasm/qcms_bg.wasm?url';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import { pdfText } from './pdf-text.ts';

export interface PdfFile {
	readonly pages: number;
	/** Draws one page (1-based) `width` CSS pixels wide and gives its text for those who can't see it. */
	draw(page: number, canvas: HTMLCanvasElement, width: number): Promise<string>;
	/** Height over width of a page. */
	shape(page: number): Promise<number>;
	close(): void;
}

const decoders: Readonly<Record<string, string>> = {
	'jbig2.wasm': jbig2,
	'openjpeg.wasm': openjpeg,
	'qcms_bg.wasm': qcms,
};

/** Decoders are ours, by name; nothing a document says becomes an address. */
class OwnDecoders {
	async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
		const url = Object.hasOwn(decoders, filename) ? decoders[filename] : undefined;
		if (url === undefined) throw new Error(`no decoder ${filename}`);
		return new Uint8Array(await (await fetch(url)).arrayBuffer());
	}
}

const mostPages = 500;
/** Canvas limit of small devices. */
const mostPixels = 12_000_000;

export async function openPdf(file: Blob): Promise<Result<PdfFile, 'damaged-structure' | 'decoder-refused'>> {
	const pdfjs = await import('pdfjs-dist/legacy/build/pdf.min.mjs');
	pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;
	const task = pdfjs.getDocument({
		data: new Uint8Array(await file.arrayBuffer()),
		wasmUrl: '/',
		useWorkerFetch: false,
		BinaryDataFactory: OwnDecoders,
		useSystemFonts: true,
		enableXfa: false,
		stopAtErrors: false,
	});
	try {
		const document = await task.promise;
		return ok({
			pages: Math.min(mostPages, document.numPages),
			shape: async (number) => {
				const { width, height } = (await document.getPage(number)).getViewport({ scale: 1 });
				return height / width;
			},
			draw: async (number, canvas, width) => {
				const page = await document.getPage(number);
				const plain = page.getViewport({ scale: 1 });
				const wanted = (width / plain.width) * devicePixelRatio;
				const most = Math.sqrt(mostPixels / (plain.width * plain.height));
				const viewport = page.getViewport({ scale: Math.min(wanted, most) });
				canvas.width = Math.round(viewport.width);
				canvas.height = Math.round(viewport.height);
				await page.render({ canvas, viewport, annotationMode: pdfjs.AnnotationMode.ENABLE }).promise;
				const { items } = await page.getTextContent();
				return pdfText(items);
			},
			close: () => void task.destroy(),
		});
	} catch {
		// pdf.js rejects for whatever is wrong with the file: encrypted, cut, not a PDF.
		void task.destroy();
		return err('damaged-structure');
	}
}
