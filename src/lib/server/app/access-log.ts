import { log } from '#lib/base/log.ts';
import type { App } from './app.ts';

export interface Answered {
	readonly requestId: string;
	/** The route's pattern, never the address: addresses hold UIDs (threat 22). */
	readonly route: string | null;
	readonly method: string;
	readonly status: number;
	readonly startedAt: number;
}

const quiet = new Set(['/health', '/ready', '/metrics']);
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export function recordAnswer(app: App, answered: Answered): void {
	const ms = performance.now() - answered.startedAt;
	const route = answered.route ?? 'none';
	// A made-up method must not become a label.
	const method = methods.has(answered.method) ? answered.method : 'other';
	const { requestId: id, status } = answered;
	app.metrics.request(route, method, status, ms / 1000);
	log(quiet.has(route) ? 'debug' : 'info', 'request', {
		id,
		route,
		method,
		status,
		ms: Math.round(ms * 10) / 10,
	});
}
