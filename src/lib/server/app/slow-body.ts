import type { IncomingMessage } from 'node:http';
import { takesFiles } from './gate.ts';

/**
 * Files have all the time that a rural line needs; any other body is a few kilobytes and has a minute. Whoever drips it in more
 * slowly only holds a connection and the work behind it.
 */
export function endSlowBody(request: IncomingMessage, ms = 60_000): void {
	const { headers } = request;
	const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
	if (!hasBody || takesFiles(request.url ?? '')) return;
	const late = setTimeout(() => {
		if (!request.complete) request.destroy();
	}, ms);
	late.unref();
	request.once('close', () => clearTimeout(late));
}
