/** The published types want Express; the middleware itself takes what `node:http` gives. */
declare module 'compression' {
	import type { IncomingMessage, ServerResponse } from 'node:http';

	interface Options {
		threshold?: number;
		filter?: (request: IncomingMessage, response: ServerResponse) => boolean;
	}
	export default function compression(
		options?: Options,
	): (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
}
