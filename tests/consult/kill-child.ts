/**
 * A server that ends by kill -9 at a chosen moment: `node kill-child.ts FOLDER PORT MOMENT N`. Moments are those of the Nth commit:
 * `before-ack` (durable, nobody told), `before-relay` (acknowledged, the others haven't got it); `never`.
 */
import { WebSocket } from 'ws';
import { frameType, readServerFrame, syncStep } from '../../src/lib/consult/live/wire.ts';
import { startLiveApp } from './live-app.ts';

const [dataDir = '', port = '', moment = 'never', nth = '1'] = process.argv.slice(2);

let seen = 0;
type Send = (this: WebSocket, data: unknown, ...rest: unknown[]) => void;
const sockets = WebSocket.prototype as unknown as { send: Send };
const { send } = sockets;
sockets.send = function (data, ...rest) {
	if (data instanceof Uint8Array && isMoment(data) && ++seen === Number(nth))
		process.kill(process.pid, 'SIGKILL');
	send.call(this, data, ...rest);
};

/** The highest row told so far; what is told of the order to those who come isn't news. */
let known: number | null = null;

function isMoment(frame: Uint8Array): boolean {
	if (moment === 'before-relay') return frame[0] === frameType.sync && frame[1] === syncStep.update;
	const read = moment === 'before-ack' ? readServerFrame(frame) : null;
	if (read?.kind !== 'verdict' || !('stored' in read.verdict)) return false;
	const highest = Math.max(0, ...read.verdict.stored.map(({ seq }) => seq));
	const news = known !== null && highest > known;
	known = Math.max(known ?? 0, highest);
	return news;
}

await startLiveApp({ dataDir, port: Number(port) });
process.stdout.write('ready\n');
