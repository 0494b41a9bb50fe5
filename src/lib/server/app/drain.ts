import type { Server } from 'node:http';
import { log } from '#lib/base/log.ts';

const patienceMs = 10_000;

/**
 * SIGTERM and SIGINT: take no new connection, end the streams (`stopping`), let running requests finish for ten seconds, close
 * what the App holds, end with 0. A second signal ends at once.
 */
export function drain(
	server: Server,
	{ stopping: begin, close }: { readonly stopping: () => void; readonly close: () => Promise<void> },
): void {
	let stopping = false;
	const stop = (signal: NodeJS.Signals): void => {
		if (stopping) process.exit(1);
		stopping = true;
		log('info', 'stopping', { signal });
		begin();
		// Connections kept alive would hold the server open although nothing runs on them.
		const idle = setInterval(() => server.closeIdleConnections(), 100);
		const patience = setTimeout(() => server.closeAllConnections(), patienceMs);
		server.close(() => {
			clearInterval(idle);
			clearTimeout(patience);
			void end(close);
		});
		server.closeIdleConnections();
	};
	process.on('SIGTERM', stop);
	process.on('SIGINT', stop);
}

async function end(close: () => Promise<void>): Promise<void> {
	try {
		await close();
		log('info', 'stopped');
		process.exit(0);
	} catch {
		log('error', 'stopped-badly');
		process.exit(1);
	}
}
