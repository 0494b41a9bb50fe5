/**
 * The floor of it: a bare page that sends 20 bytes for each move over a bare WebSocket, a server that passes them on without a look,
 * a bare page that moves a dot over a still picture. No session, no rights, no record, nothing else on the page.
 */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

const page = `<!doctype html><meta charset="utf-8"><title>control</title>
<style>body{margin:0;background:#000}#dot{position:absolute;top:0;left:0;width:10px;height:10px;background:#fff}</style>
<canvas id="picture" style="position:absolute;left:240px;top:60px"></canvas><div id="marks"></div><div id="dot"></div><script>
const picture = document.getElementById('picture');
picture.width = picture.height = 680;
const paper = picture.getContext('2d'), noise = paper.createImageData(680, 680);
for (let i = 0; i < noise.data.length; i++) noise.data[i] = i % 4 === 3 ? 255 : (i * 7919) % 251;
paper.putImageData(noise, 0, 0);
const line = new WebSocket(location.href.replace('http', 'ws'));
line.binaryType = 'arraybuffer';
const bytes = new ArrayBuffer(20), view = new DataView(bytes);
const tell = (kind, x, y) => { view.setUint8(0, kind); view.setFloat32(4, x); view.setFloat32(8, y); line.send(bytes); };
addEventListener('pointermove', (event) => tell(1, event.clientX, event.clientY));
addEventListener('pointerup', (event) => tell(2, event.clientX, event.clientY));
line.onmessage = ({ data }) => {
	const heard = new DataView(data);
	document.getElementById('dot').style.transform = 'translate(' + heard.getFloat32(4) + 'px, ' + heard.getFloat32(8) + 'px)';
	if (heard.getUint8(0) === 2) {
		const mark = document.createElement('i');
		mark.className = 'mark';
		document.getElementById('marks').append(mark);
	}
};
line.onopen = () => (document.title = 'open');
</script>`;

export interface Control {
	readonly origin: string;
	stop(): Promise<void>;
}

export async function startControl(): Promise<Control> {
	const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page));
	const sockets = new WebSocketServer({ server, perMessageDeflate: false });
	sockets.on('connection', (socket: WebSocket) => {
		socket.on('message', (data, isBinary) => {
			for (const other of sockets.clients) if (other !== socket) other.send(data, { binary: isBinary });
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return {
		origin: `http://127.0.0.1:${address.port}`,
		stop: async () => {
			for (const socket of sockets.clients) socket.terminate();
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
