import type { LandingVisitor } from '#lib/server/app/metrics.ts';

/** Programs that fetch a link to show a preview of it, by what they call themselves. */
const robots =
	/bot|crawl|spider|preview|facebookexternalhit|whatsapp|slack|discord|telegram|skype|curl|wget|python|okhttp/i;

/** For counting only: whoever fetches the landing gets the same page, and no fetch is ever a use of a link. */
export function visitorOf(agent: string | null): LandingVisitor {
	if (agent === null || robots.test(agent)) return 'robot';
	return /\bLine\//i.test(agent) ? 'line' : 'browser';
}
