import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** What `build/handler.js` exports; it doesn't exist when types are checked. */
export const HandlerModule = v.object({
	handler: v.custom<Handler>((value) => typeof value === 'function'),
});
