/** A real HTTP server on a free port of this machine, answering by one function. */
import { createServer } from 'node:http';

export interface Asked {
	readonly method: string;
	readonly url: URL;
	readonly headers: Headers;
	readonly body: string;
}

export interface Answer {
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** text as it is; anything else as JSON */
	readonly body?: unknown;
}

export interface HttpPeer {
	/** no slash at the end */
	readonly url: string;
	stop(): Promise<void>;
}

export async function startPeer(answer: (asked: Asked) => Answer | Promise<Answer>): Promise<HttpPeer> {
	const server = createServer((request, response) => {
		void (async () => {
			let body = '';
			for await (const chunk of request) body += String(chunk);
			const asked = {
				method: request.method ?? 'GET',
				url: new URL(request.url ?? '/', 'http://peer.invalid'),
				headers: new Headers(request.headers as Record<string, string>),
				body,
			};
			const given = await answer(asked);
			const isText = typeof given.body === 'string';
			response.writeHead(given.status ?? 200, {
				'content-type': isText ? 'text/plain' : 'application/json',
				connection: 'close',
				...given.headers,
			});
			response.end(isText ? given.body : JSON.stringify(given.body ?? {}));
		})();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return {
		url: `http://127.0.0.1:${address.port}`,
		stop: () => new Promise((resolve) => server.close(() => resolve())),
	};
}

export const notThere: Answer = { status: 404, body: { message: 'not found' } };
