/**
 * What stands between some hospitals and the world: plain requests pass, an upgrade passes too, and a moment later its connection is
 * cut, every time.
 */
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface CuttingProxy {
	readonly origin: string;
	/** how many upgrades it let through and cut */
	readonly cuts: () => number;
	/** From now on it lets them stand. */
	relent(): void;
	stop(): Promise<void>;
}

export async function cuttingProxy(target: string, afterMs: number): Promise<CuttingProxy> {
	const { hostname, port } = new URL(target);
	const open = new Set<Socket>();
	let cuts = 0;
	let relented = false;
	const server = createServer((near) => {
		const far = connect(Number(port), hostname);
		const end = (): void => {
			near.destroy();
			far.destroy();
			open.delete(near);
		};
		open.add(near);
		for (const socket of [near, far]) socket.on('error', end).on('close', end);
		far.on('data', (chunk) => {
			near.write(chunk);
			if (relented || !chunk.toString('latin1').startsWith('HTTP/1.1 101')) return;
			setTimeout(() => {
				cuts++;
				end();
			}, afterMs);
		});
		near.pipe(far);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		cuts: () => cuts,
		relent: () => (relented = true),
		stop: async () => {
			for (const socket of open) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
