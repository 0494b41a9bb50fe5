/** Builds the stage as production would and serves it under the product's own content security policy, beside the fixtures. */
import { createServer } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import sharp from 'sharp';
import { build } from 'vite';
import svelteConfig from '../../svelte.config.js';
import type { Fixture } from './fixtures.ts';

const types: Record<string, string> = {
	'.html': 'text/html',
	'.js': 'text/javascript',
	'.css': 'text/css',
	'.wasm': 'application/wasm',
};

export async function buildStage(): Promise<{ out: string; remove(): Promise<void> }> {
	const out = await mkdtemp(join(tmpdir(), 'stage-'));
	await build({
		configFile: false,
		logLevel: 'error',
		root: fileURLToPath(new URL('.', import.meta.url)),
		base: './',
		plugins: [svelte({ configFile: false })],
		resolve: {
			alias: {
				xmlbuilder2: fileURLToPath(
					new URL('../../src/lib/viewer/painting/xmlbuilder2-stub.ts', import.meta.url),
				),
			},
		},
		worker: { format: 'es' },
		build: { outDir: out, emptyOutDir: true },
	});
	return { out, remove: () => rm(out, { recursive: true, force: true }) };
}

export async function serveStage(
	out: string,
	fixture: Fixture,
): Promise<{ url: string; close(): Promise<void>; fail(on: boolean): void; delay(ms: number): void }> {
	const directives = Object.entries(svelteConfig.kit?.csp?.directives ?? {});
	const keyword = (source: string): string =>
		/^(self|none|wasm-unsafe-eval|unsafe-hashes|sha256-.*)$/.test(source) ? `'${source}'` : source;
	const policy = directives
		.map(([name, sources]) => `${name} ${(sources as string[]).map(keyword).join(' ')}`)
		.join('; ');
	let failing = false;
	let delay = 0;
	const server = createServer((request, response) => {
		void (async () => {
			const path = new URL(request.url ?? '/', 'http://x').pathname;
			const frame = /\/instances\/([^/]+)\/frames\/(\d+)(\/preview)?$/.exec(path);
			if (path.endsWith('/manifest')) response.end(JSON.stringify(fixture.manifest));
			// A series without previews: an answer with none in it.
			else if (path.endsWith('/previews'))
				response.writeHead(200, { 'content-type': 'application/octet-stream' }).end();
			else if (frame !== null) {
				if (failing) return void response.writeHead(503).end();
				if (frame[3] !== undefined) {
					const webp = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#808080' } })
						.webp()
						.toBuffer();
					response.writeHead(200, { 'content-type': 'image/webp' }).end(webp);
					return;
				}
				await new Promise((resolve) => setTimeout(resolve, delay));
				const found = fixture.frames.get(`${frame[1]}/${frame[2]}`);
				if (found === undefined) response.writeHead(404).end('{"code":"not-found"}');
				else
					response
						.writeHead(200, {
							'x-frame-codec': found.codec,
							etag: `"${found.sha256}"`,
							'content-length': found.bytes.length,
						})
						.end(found.bytes);
			} else {
				const file = path === '/' ? 'index.html' : path.slice(1);
				const body = await readFile(join(out, file)).catch(() => null);
				if (body === null) response.writeHead(404).end();
				else
					response
						.writeHead(200, {
							'content-type': types[extname(file)] ?? 'application/octet-stream',
							'content-security-policy': policy,
						})
						.end(body);
			}
		})();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const port = address !== null && typeof address === 'object' ? address.port : 0;
	return {
		url: `http://127.0.0.1:${port}/`,
		fail: (on) => (failing = on),
		delay: (ms) => (delay = ms),
		close: () => {
			server.closeAllConnections();
			return new Promise((resolve) => server.close(() => resolve()));
		},
	};
}
