/**
 * A wire between one browser and the server, to be cut as wires are: a SOCKS5 proxy (RFC 1928) that carries bytes and knows nothing
 * of what they say. Cut, it resets every connection and takes none; silent, it swallows what comes, as a tablet's radio that
 * sleeps: neither side hears that the other has gone.
 */
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

export interface Wire {
	/** for a browser context */
	readonly proxy: { readonly server: string };
	cut(): void;
	hush(): void;
	/** What was silent stays broken, as after a sleep; new connections come through. */
	mend(): void;
	close(): void;
}

type State = 'whole' | 'cut' | 'silent';

export async function startWire(): Promise<Wire> {
	let state: State = 'whole';
	const open = new Set<Socket>();
	const keep = (socket: Socket): void => {
		open.add(socket);
		socket.on('close', () => open.delete(socket));
		socket.on('error', () => socket.destroy());
	};
	const server = createServer((near) => {
		keep(near);
		if (state === 'cut') near.resetAndDestroy();
		if (state !== 'whole') return;
		void ask(near)
			.then(({ host, port }) => {
				const far = connect(port, host);
				keep(far);
				far.once('connect', () => {
					near.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
					near.pipe(far).pipe(near);
				});
				far.on('close', () => state !== 'silent' && near.destroy());
				near.on('close', () => state !== 'silent' && far.destroy());
			})
			.catch(() => near.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	const reset = (): void => {
		for (const socket of open) socket.resetAndDestroy();
	};
	return {
		proxy: { server: `socks5://127.0.0.1:${address.port}` },
		cut: () => {
			state = 'cut';
			reset();
		},
		hush: () => {
			state = 'silent';
			for (const socket of open) {
				socket.unpipe();
				socket.pause();
			}
		},
		mend: () => {
			if (state === 'silent') reset();
			state = 'whole';
		},
		close: () => {
			reset();
			server.close();
		},
	};
}

/** The greeting and the one request, CONNECT to an IPv4 address or a name. */
async function ask(near: Socket): Promise<{ host: string; port: number }> {
	const read = reader(near);
	const [, methods = 0] = await read(2);
	await read(methods);
	near.write(Buffer.from([5, 0]));
	const [, , , kind] = await read(4);
	const host =
		kind === 1 ? (await read(4)).join('.') : (await read((await read(1))[0] ?? 0)).toString('ascii');
	const port = (await read(2)).readUInt16BE();
	return { host, port };
}

function reader(socket: Socket): (length: number) => Promise<Buffer> {
	return async (length) => {
		for (;;) {
			const bytes: unknown = length === 0 ? Buffer.alloc(0) : socket.read(length);
			if (Buffer.isBuffer(bytes)) return bytes;
			await new Promise<void>((resolve, reject) => {
				socket.once('readable', resolve);
				socket.once('close', () => reject(new Error('closed')));
			});
		}
	};
}
