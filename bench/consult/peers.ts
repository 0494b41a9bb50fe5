/** The peers' servers, fetched from the registry into `bench/work/consult` at the versions named here. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { work } from '../work.ts';

export const versions = {
	'@y/websocket-server': '0.1.1',
	'@hocuspocus/server': '4.7.0',
	yjs: '13.6.33',
	'y-protocols': '1.0.7',
	ws: '8.23.0',
} as const;

export const folder = join(work, 'consult');

const servers = {
	yws: `import http from 'node:http';
import { createRequire } from 'node:module';
import { WebSocketServer } from 'ws';
// Its CommonJS build: beside the module build Yjs would be there twice.
const { setupWSConnection } = createRequire(import.meta.url)('@y/websocket-server/utils');
const server = http.createServer();
const sockets = new WebSocketServer({ noServer: true });
sockets.on('connection', setupWSConnection);
server.on('upgrade', (request, socket, head) =>
	sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request)));
server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'));
`,
	hocuspocus: `import { Server } from '@hocuspocus/server';
const server = new Server({ port: Number(process.argv[2]), address: '127.0.0.1', quiet: true });
await server.listen();
console.log('ready');
`,
};

/** Path of that peer's server; installs on the first call. Nothing that a package would run at its installation is run. */
export function peerServer(name: keyof typeof servers): string {
	if (!existsSync(join(folder, 'node_modules', '@hocuspocus'))) {
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
		const wanted = Object.entries(versions).map(([pkg, version]) => `${pkg}@${version}`);
		execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent', ...wanted], {
			cwd: folder,
			stdio: 'ignore',
		});
	}
	const file = join(folder, `${name}.js`);
	writeFileSync(file, servers[name]);
	return file;
}
