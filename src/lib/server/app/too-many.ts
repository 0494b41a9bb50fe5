import { codeAnswer } from './answers.ts';

type Language = App.Locals['language'];

const words = {
	th: ['คำขอมากเกินไป', 'มีการเรียกใช้งานถี่เกินกำหนด กรุณารอสักครู่แล้วโหลดหน้านี้ใหม่'],
	en: ['Too many requests', 'Too much was asked for at once. Wait a moment, then load this page again.'],
} as const satisfies Record<Language, readonly [string, string]>;

/** Programs get the code; a person whose page it was gets a sentence. Nothing of what was asked for is repeated. */
export function tooMany(request: Request, language: Language, retryAfterSeconds: number): Response {
	const headers = { 'retry-after': String(retryAfterSeconds) };
	const isPage = request.method === 'GET' && (request.headers.get('accept') ?? '').startsWith('text/html');
	if (!isPage) return codeAnswer(429, 'too-many-requests', headers);
	const [title, sentence] = words[language];
	const page = `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><h1>${title}</h1><p>${sentence}</p></html>`;
	return new Response(page, {
		status: 429,
		headers: { ...headers, 'content-type': 'text/html; charset=utf-8' },
	});
}
