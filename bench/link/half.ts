/**
 * One direction of one connection over the link: a rate shared by all connections, half a round trip of delay, and a plain
 * TCP model (slow start from ten segments, again after a pause; no loss).
 */
import type { Socket } from 'node:net';
import type { Profile } from './profiles.ts';

const segment = 1460;
const firstWindow = 10 * segment;
const slice = 8 * segment;
const widest = 4e6;

export interface Pipe {
	/** When the bytes under way in this direction will have left, on the clock of `performance.now`. */
	busyUntil: number;
}

export interface HalfOptions {
	readonly direction: 'down' | 'up';
	readonly openedAt: number;
	readonly pipe: Pipe;
	profile(): Profile;
	delivered(bytes: Buffer): void;
}

export function joinHalf(from: Socket, to: Socket, options: HalfOptions): void {
	const { direction, openedAt, pipe } = options;
	const waiting: Buffer[] = [];
	const travelling: Buffer[] = [];
	let queued = 0;
	let inFlight = 0;
	let window = firstWindow;
	let lastSent = 0;
	let over = false;
	let woken: NodeJS.Immediate | null = null;

	/**
	 * Whoever's time has come, the first on the way arrives: timers keep whole milliseconds, and of two in one the later may fire first.
	 * (The last chunk's mark overtook the chunk, and a page ended in its middle.)
	 */
	const arrive = (): void => {
		const bytes = travelling.shift();
		if (bytes === undefined) return;
		const { rttMs } = options.profile();
		if (!to.destroyed) to.write(bytes);
		options.delivered(bytes);
		const acknowledged = (): void => {
			inFlight -= bytes.length;
			window = Math.min(widest, window + bytes.length);
			wake();
		};
		if (rttMs === 0) acknowledged();
		else setTimeout(acknowledged, rttMs / 2);
	};

	const wake = (): void => {
		woken ??= setImmediate(pump);
	};
	const pump = (): void => {
		woken = null;
		const profile = options.profile();
		const rate = profile[direction];
		const now = performance.now();
		const slow = direction === 'down' && profile.rttMs > 0;
		if (slow && inFlight === 0 && now - lastSent > Math.max(1000, 3 * profile.rttMs)) window = firstWindow;
		for (let next = waiting[0]; next !== undefined && !(slow && inFlight >= window); next = waiting[0]) {
			const bytes = next.subarray(0, slice);
			if (next.length > slice) waiting[0] = next.subarray(slice);
			else waiting.shift();
			queued -= bytes.length;
			inFlight += bytes.length;
			lastSent = now;
			const leaves = Number.isFinite(rate)
				? Math.max(now, pipe.busyUntil) + (bytes.length / rate) * 1000
				: Math.max(now, 0);
			pipe.busyUntil = leaves;
			// The handshake costs one round trip before the first byte goes up.
			const handshake = direction === 'up' ? Math.max(0, openedAt + profile.rttMs - now) : 0;
			const wait = leaves - now + profile.rttMs / 2 + handshake;
			travelling.push(bytes);
			if (wait <= 0 && travelling.length === 1) arrive();
			else setTimeout(arrive, Math.max(0, wait));
		}
		if (queued < 256e3 && from.isPaused()) from.resume();
		if (over && waiting.length === 0) {
			over = false;
			const rest = Math.max(0, pipe.busyUntil - performance.now()) + profile.rttMs / 2;
			setTimeout(() => to.end(), rest + 5);
		}
	};

	from.on('data', (bytes: Buffer) => {
		waiting.push(bytes);
		queued += bytes.length;
		if (queued > 512e3) from.pause();
		wake();
	});
	from.on('end', () => {
		over = true;
		wake();
	});
	from.on('error', () => to.destroy());
	// An aborted connection; an orderly end has gone through 'end'.
	from.on('close', () => {
		if (!from.readableEnded) to.destroy();
	});
}
