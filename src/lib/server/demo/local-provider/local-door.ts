/** The page where a person is chosen, and what its form sends. Bound to the browser by the provider's own interaction cookie. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors } from 'oidc-provider';
import type Provider from 'oidc-provider';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { errorFields, log } from '#lib/base/log.ts';
import { choosePage, gonePage } from './local-page.ts';
import type { PageLanguage, PageProblem } from './local-page.ts';
import { localPeople } from './local-people.ts';

const largestForm = 2048;
/** Wrong passwords a minute from everywhere together: six digits would take weeks. */
const wrongPerMinute = 20;

export class LocalDoor {
	readonly #provider: Provider;
	readonly #password: Buffer;
	readonly #wrong = new RateLimiterMemory({ points: wrongPerMinute, duration: 60 });

	constructor(provider: Provider, password: string) {
		this.#provider = provider;
		this.#password = Buffer.from(password);
	}

	async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const language = languageOf(request);
		try {
			await this.#provider.interactionDetails(request, response);
			if (request.method !== 'POST') {
				html(response, 200, choosePage(language, null));
				return;
			}
			const form = await readForm(request);
			const problem = await this.#judge(form.get('password') ?? '');
			const person = localPeople.find((each) => each.subject === form.get('person'));
			if (problem !== null || person === undefined) {
				html(response, problem === 'slow' ? 429 : 403, choosePage(language, problem ?? 'wrong'));
				return;
			}
			await this.#provider.interactionFinished(
				request,
				response,
				{ login: { accountId: person.subject, remember: false } },
				{ mergeWithLastSubmission: false },
			);
		} catch (error) {
			if (!(error instanceof errors.OIDCProviderError))
				log('error', 'local-sign-in-failed', errorFields(error));
			html(response, 400, gonePage(language));
		}
	}

	async #judge(given: string): Promise<PageProblem | null> {
		const bytes = Buffer.from(given.trim());
		const spent = await this.#wrong.get('everybody');
		if (spent !== null && spent.consumedPoints >= wrongPerMinute) return 'slow';
		if (bytes.length === this.#password.length && timingSafeEqual(bytes, this.#password)) return null;
		await this.#wrong.consume('everybody').catch((refused: unknown) => {
			if (!(refused instanceof RateLimiterRes)) throw refused;
		});
		return 'wrong';
	}
}

export function languageOf(request: Pick<IncomingMessage, 'url' | 'headers'>): PageLanguage {
	const asked = new URL(request.url ?? '/', 'http://here.invalid').searchParams.get('lang');
	if (asked === 'th' || asked === 'en') return asked;
	return /(?:^|;\s*)lang=en/.test(request.headers.cookie ?? '') ? 'en' : 'th';
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
	let text = '';
	request.setEncoding('utf8');
	for await (const chunk of request) {
		text += String(chunk);
		if (text.length > largestForm) break;
	}
	return new URLSearchParams(text.slice(0, largestForm));
}

function html(response: ServerResponse, status: number, page: string): void {
	response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
	response.end(page);
}
