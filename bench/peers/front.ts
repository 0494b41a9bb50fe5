/**
 * One front for all peers in a process of its own, so that compression, keep-alive and caching are equal for each: their files,
 * the bench's files, the best static DICOMweb, and Orthanc behind it (with its password, so that no browser asks for one).
 *   node bench/peers/front.ts ORTHANC-ORIGIN USER:PASSWORD PORT=FOLDER ...
 */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { Agent, createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { benchStudy } from '../data/studies.ts';
import { StaticDicomweb } from './static-dicomweb.ts';

const [orthanc = '', credentials = '', ...sites] = process.argv.slice(2);
const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
const studies = await Promise.all([
	...(['raw', 'htj2k'] as const).flatMap((form) => [benchStudy('ct', form), benchStudy('dx', form)]),
]);
const prepared = new StaticDicomweb(studies.filter(({ form }) => form === 'htj2k'));
const folders = new Map(studies.map((study) => [`${study.kind}-${study.form}`, study.folder]));
const agent = new Agent({ keepAlive: true });

const types: Readonly<Record<string, string>> = {
	'.js': 'text/javascript',
	'.mjs': 'text/javascript',
	'.css': 'text/css',
	'.html': 'text/html',
	'.json': 'application/json',
	'.svg': 'image/svg+xml',
	'.wasm': 'application/wasm',
	'.woff2': 'font/woff2',
};
const orthancPaths = /^\/(dicom-web|web-viewer|series|instances|studies|patients|system|app)(\/|$|\?)/;

function file(path: string, type: string, response: ServerResponse): void {
	const zipped = existsSync(`${path}.gz`);
	const headers: Record<string, string | number> = { 'content-type': type };
	if (/\.(js|mjs|css|wasm|woff2)$/.test(path)) headers['cache-control'] = 'public, max-age=31536000';
	if (zipped) {
		const bytes = readFileSync(`${path}.gz`);
		response.writeHead(200, { ...headers, 'content-encoding': 'gzip', 'content-length': bytes.length });
		response.end(bytes);
		return;
	}
	response.writeHead(200, { ...headers, 'content-length': statSync(path).size });
	createReadStream(path).pipe(response);
}

function forward(incoming: IncomingMessage, response: ServerResponse): void {
	const { method, headers, url } = incoming;
	const onward = ask(
		new URL(url ?? '/', orthanc),
		{ method, headers: { ...headers, authorization }, agent },
		(answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		},
	);
	onward.once('error', () => response.destroy());
	response.once('close', () => onward.destroy());
	incoming.pipe(onward);
}

for (const site of sites) {
	const [port = '', root = ''] = site.split('=');
	createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
		const url = new URL(request.url ?? '/', 'http://front');
		const path = normalize(decodeURIComponent(url.pathname));
		const [, first = '', dir = '', name = ''] = path.split('/');
		if (first === 'static') {
			if (!prepared.answer(path.slice('/static'.length), url.searchParams, request, response))
				response.writeHead(404).end();
			return;
		}
		if (first === 'files') {
			file(join(folders.get(dir) ?? '/nowhere', name), 'application/dicom', response);
			return;
		}
		// A site of no folder is Orthanc and nothing else.
		if (root === '' || orthancPaths.test(path)) {
			forward(request, response);
			return;
		}
		const found = [join(root, path), join(root, 'index.html')].find(
			(one) => existsSync(one) && statSync(one).isFile(),
		);
		if (found === undefined) response.writeHead(404).end();
		else file(found, types[extname(found)] ?? 'application/octet-stream', response);
	}).listen(Number(port), '127.0.0.1');
}
process.stdout.write('ready\n');
