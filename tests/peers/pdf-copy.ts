/** The words of a PDF as readers have them that take each code's text from its font, and as a person copies them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from '@playwright/test';
import { pdfText } from '../../src/lib/workspace/pdf-text.ts';
import { chromiumArgs, chromiumPath } from './chromium.ts';

/** As our own page has it read aloud (`workspace/pdf-file`). */
export async function wordsOf(bytes: Uint8Array): Promise<string> {
	const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.min.mjs');
	const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
	const document = await task.promise;
	let text = '';
	for (let number = 1; number <= document.numPages; number++)
		text += pdfText((await (await document.getPage(number)).getTextContent()).items);
	await task.destroy();
	return text;
}

/** What a person has in the clipboard who opens a PDF in Chromium, marks all of it and copies: PDFium's reading of it. */
export async function copiedFromChromium(pdf: Uint8Array): Promise<string> {
	const server = createServer((request, response) => {
		const isPdf = request.url === '/letter.pdf';
		response.writeHead(200, { 'content-type': isPdf ? 'application/pdf' : 'text/html' });
		response.end(isPdf ? pdf : '<textarea></textarea>');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
	const path = chromiumPath();
	const browser = await chromium.launch({
		...(path === null ? {} : { executablePath: path }),
		args: [...chromiumArgs],
		// Its viewer is one of its own extensions.
		ignoreDefaultArgs: ['--disable-extensions', '--disable-component-extensions-with-background-pages'],
	});
	try {
		const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
		const [letter, paper] = [await context.newPage(), await context.newPage()];
		await paper.goto(origin);
		await letter.goto(`${origin}/letter.pdf`);
		for (let tries = 0; tries < 40; tries++) {
			await letter.bringToFront();
			await letter.mouse.click(600, 400);
			await letter.keyboard.press('Control+a');
			await letter.keyboard.press('Control+c');
			await paper.bringToFront();
			await paper.locator('textarea').fill('');
			await paper.locator('textarea').focus();
			await paper.keyboard.press('Control+v');
			const copied = await paper.locator('textarea').inputValue();
			if (copied !== '') return copied;
			await paper.waitForTimeout(250);
		}
		return '';
	} finally {
		await browser.close();
		server.close();
	}
}
