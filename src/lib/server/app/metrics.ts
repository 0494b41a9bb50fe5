/**
 * Counters and durations in Prometheus text (exposition format 0.0.4). Labels come from closed lists (route ids, methods,
 * status classes): no address, no UID, no name can get in.
 */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

const tickMs = 20;
const bounds = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10] as const;

interface Durations {
	readonly buckets: number[];
	sum: number;
	count: number;
}

/** `memory`: as it went out before; `made`: anew. */
export type LaneAnswer = 'memory' | 'made' | 'refused';
export type LandingVisitor = 'browser' | 'line' | 'robot';

export class Metrics {
	readonly #requests = new Map<string, number>();
	readonly #durations = new Map<string, Durations>();
	readonly #landings: Record<LandingVisitor, number> = { browser: 0, line: 0, robot: 0 };

	readonly #lane: Record<LaneAnswer, number> = { memory: 0, made: 0, refused: 0 };
	readonly #gauges = new Map<string, () => number>();
	readonly #delay = monitorEventLoopDelay({ resolution: tickMs });
	#utilization = performance.eventLoopUtilization();

	constructor() {
		this.#delay.enable();
	}

	request(route: string, method: string, status: number, seconds: number): void {
		const key = labels({ route, method, status: String(status) });
		this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1);
		const durations = this.#durations.get(route) ?? { buckets: bounds.map(() => 0), sum: 0, count: 0 };
		this.#durations.set(route, durations);
		durations.sum += seconds;
		durations.count++;
		bounds.forEach((bound, n) => {
			if (seconds <= bound) durations.buckets[n] = (durations.buckets[n] ?? 0) + 1;
		});
	}

	/** Who fetched the landing page; never counted as use of a link (threat 7). */
	landing(by: LandingVisitor): void {
		this.#landings[by]++;
	}

	/** How a frame left by the short way. */
	lane(by: LaneAnswer): void {
		this.#lane[by]++;
	}

	/** Read each time somebody asks. */
	gauge(name: string, read: () => number): void {
		this.#gauges.set(name, read);
	}

	text(): string {
		const lines = ['# TYPE hub_http_requests_total counter'];
		for (const [key, count] of this.#requests) lines.push(`hub_http_requests_total{${key}} ${count}`);
		lines.push('# TYPE hub_http_request_seconds histogram');
		for (const [route, durations] of this.#durations) {
			const name = 'hub_http_request_seconds';
			bounds.forEach((bound, n) => {
				lines.push(`${name}_bucket{${labels({ route, le: String(bound) })}} ${durations.buckets[n] ?? 0}`);
			});
			lines.push(`${name}_bucket{${labels({ route, le: '+Inf' })}} ${durations.count}`);
			lines.push(`${name}_sum{${labels({ route })}} ${durations.sum.toFixed(6)}`);
			lines.push(`${name}_count{${labels({ route })}} ${durations.count}`);
		}
		lines.push('# TYPE hub_landing_views_total counter');
		for (const [by, count] of Object.entries(this.#landings)) {
			lines.push(`hub_landing_views_total{${labels({ by })}} ${count}`);
		}
		lines.push('# TYPE hub_lane_answers_total counter');
		for (const [by, count] of Object.entries(this.#lane)) {
			lines.push(`hub_lane_answers_total{${labels({ by })}} ${count}`);
		}
		for (const [name, read] of this.#gauges) lines.push(`# TYPE ${name} gauge`, `${name} ${read()}`);
		lines.push(...this.#eventLoop());
		lines.push('# TYPE process_resident_memory_bytes gauge');
		lines.push(`process_resident_memory_bytes ${process.memoryUsage.rss()}`);
		lines.push('# TYPE process_uptime_seconds gauge');
		lines.push(`process_uptime_seconds ${process.uptime().toFixed(0)}`);
		return `${lines.join('\n')}\n`;
	}

	/** Since it was asked for last: how late things came to their turn, and how much of the time something ran. */
	#eventLoop(): string[] {
		const name = 'hub_event_loop_delay_seconds';
		const late = [0.5, 0.99, 1].map((q) => {
			// What is measured is the time from one tick to the next.
			const seconds = Math.max(0, this.#delay.percentile(q * 100) / 1e9 - tickMs / 1000);
			return `${name}{${labels({ quantile: String(q) })}} ${seconds.toFixed(4)}`;
		});
		this.#delay.reset();
		const before = this.#utilization;
		this.#utilization = performance.eventLoopUtilization();
		const busy = performance.eventLoopUtilization(this.#utilization, before).utilization;
		const share = 'hub_event_loop_utilization';
		return [`# TYPE ${name} gauge`, ...late, `# TYPE ${share} gauge`, `${share} ${busy.toFixed(3)}`];
	}
}

function labels(pairs: Readonly<Record<string, string>>): string {
	return Object.entries(pairs)
		.map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, '_')}"`)
		.join(',');
}
