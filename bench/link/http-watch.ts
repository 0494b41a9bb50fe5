/**
 * Reads along on both directions of one HTTP/1.1 connection, to know each request's answer, its kind and its bytes on the line.
 * Below the browser, so that workers, service workers and the cache are all seen for what they really ask.
 */
export interface Exchange {
	readonly method: string;
	readonly path: string;
	/** Unix ms at which the request's head had gone up. */
	readonly startedAt: number;
	status: number;
	type: string;
	/** Head and body, as coded on the line. */
	bytes: number;
	endedAt: number | null;
}

type Reading =
	| { kind: 'head'; text: string }
	| { kind: 'body'; left: number }
	| { kind: 'chunk-size'; text: string }
	| { kind: 'chunk'; left: number }
	| { kind: 'to-the-end' };

const request = /^(GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS) (\S+) HTTP\/1\.1\r\n/;

export class HttpWatch {
	readonly #seen: (exchange: Exchange) => void;
	readonly #asked: Exchange[] = [];
	#reading: Reading = { kind: 'head', text: '' };

	constructor(seen: (exchange: Exchange) => void) {
		this.#seen = seen;
	}

	up(bytes: Buffer): void {
		const line = request.exec(bytes.toString('latin1', 0, 2048));
		if (line === null) return;
		const [, method = '', path = ''] = line;
		const started = { method, path, startedAt: Date.now(), status: 0, type: '', bytes: 0, endedAt: null };
		this.#asked.push(started);
		this.#seen(started);
	}

	down(bytes: Buffer): void {
		let at = 0;
		while (at < bytes.length) {
			const current = this.#asked[0];
			if (current === undefined) return;
			const before = at;
			at = this.#step(bytes, at, current);
			current.bytes += at - before;
		}
	}

	/** Returns how far it has read. */
	#step(bytes: Buffer, at: number, current: Exchange): number {
		const reading = this.#reading;
		switch (reading.kind) {
			case 'head': {
				const joined = reading.text + bytes.toString('latin1', at);
				const end = joined.indexOf('\r\n\r\n');
				if (end < 0) {
					reading.text = joined;
					return bytes.length;
				}
				const used = end + 4 - reading.text.length;
				this.#begin(joined.slice(0, end), current);
				return at + used;
			}
			case 'body':
			case 'chunk': {
				const take = Math.min(reading.left, bytes.length - at);
				reading.left -= take;
				if (reading.left === 0) {
					if (reading.kind === 'body') this.#done(current);
					else this.#reading = { kind: 'chunk-size', text: '' };
				}
				return at + take;
			}
			case 'chunk-size': {
				const joined = reading.text + bytes.toString('latin1', at, at + 32);
				const line = /^([0-9a-fA-F]+)[^\r]*\r\n/.exec(joined);
				if (line === null) {
					reading.text = joined;
					return Math.min(bytes.length, at + 32);
				}
				const size = Number.parseInt(line[1] ?? '0', 16);
				const used = line[0].length - reading.text.length;
				// Each chunk ends with a line end of its own; the last one is nothing but that.
				this.#reading = size === 0 ? { kind: 'body', left: 2 } : { kind: 'chunk', left: size + 2 };
				return at + used;
			}
			case 'to-the-end':
				return bytes.length;
		}
	}

	#begin(head: string, current: Exchange): void {
		const field = (name: string): string | null =>
			new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? null;
		current.status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0);
		if (current.status < 200) {
			this.#reading = { kind: 'head', text: '' };
			return;
		}
		current.type = field('content-type') ?? '';
		const length = field('content-length');
		const empty = current.method === 'HEAD' || current.status === 204 || current.status === 304;
		if (empty || length === '0') this.#done(current);
		else if (/chunked/i.test(field('transfer-encoding') ?? ''))
			this.#reading = { kind: 'chunk-size', text: '' };
		else if (length !== null) this.#reading = { kind: 'body', left: Number(length) };
		else this.#reading = { kind: 'to-the-end' };
	}

	#done(current: Exchange): void {
		current.endedAt = Date.now();
		this.#asked.shift();
		this.#reading = { kind: 'head', text: '' };
	}
}
