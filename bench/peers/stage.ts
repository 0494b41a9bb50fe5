/**
 * Everything that takes part in a bench, started and filled: our server as `npm start` runs it, Orthanc with its web viewer, the
 * front with the other peers, and a line to each.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { store } from '../../e2e/support/store.ts';
import { type OrthancPeer, startOrthanc } from '../../tests/peers/orthanc.ts';
import { freePort, startServer, type TestServer } from '../../tests/server.ts';
import { benchStudy, type BenchStudy, type Kind } from '../data/studies.ts';
import { Line } from '../link/line.ts';
import { controlFolder, debianFiles, dwvFolder, ohifFolder } from './fetch.ts';

export interface Stage {
	readonly line: Line;
	readonly ours: Ours;
	readonly orthanc: OrthancPeer;
	/** Where each peer's page is found over the line. */
	readonly sites: Readonly<Record<'ohif' | 'dwv' | 'control' | 'orthanc', string>>;
	readonly hasOrthancViewer: boolean;
	stop(): Promise<void>;
}

export interface Ours {
	readonly server: TestServer;
	/** Over the line. */
	readonly origin: string;
	/** A new guest's each time: as after the tap and the PIN, which take as long as a person takes. */
	enter(): Promise<{ readonly name: string; readonly value: string }>;
}

export async function startStage(kinds: readonly Kind[]): Promise<Stage> {
	const raw = await Promise.all(kinds.map((kind) => benchStudy(kind, 'raw')));
	const viewer = plugin('orthanc-webviewer', 'libOrthancWebViewer.so');
	const gdcm = plugin('orthanc-gdcm', 'libOrthancGdcm.so');
	const orthanc = await startOrthanc(
		{},
		{
			plugins: [viewer, gdcm].filter((one) => one !== null),
			configuration: {
				HttpThreadsCount: 50,
				WebViewer: { CacheSize: 1000, Threads: 2 },
				Gdcm: { Enable: true },
			},
		},
	);
	const ports = { ohif: await freePort(), dwv: await freePort(), control: await freePort() };
	const front = await startFront(orthanc, [
		`${ports.ohif}=${await ohifFolder()}`,
		`${ports.dwv}=${await dwvFolder()}`,
		`${ports.control}=${controlFolder()}`,
	]);
	// Orthanc's own pages through the front as well: the password is the front's matter.
	const ourPort = await freePort();
	const line = await Line.to([ports.ohif, ports.dwv, ports.control, ourPort]);
	const origin = line.origin(ourPort);
	const server = await startServer({ port: ourPort, env: { ORIGIN: origin } });
	for (const study of raw) {
		await upload(orthanc, study);
		await storeWith(server, study);
	}
	return {
		line,
		ours: { server, origin, enter: () => guest(server, origin, raw) },
		orthanc,
		sites: {
			ohif: line.origin(ports.ohif),
			dwv: line.origin(ports.dwv),
			control: line.origin(ports.control),
			orthanc: line.origin(ports.control),
		},
		hasOrthancViewer: viewer !== null,
		stop: async () => {
			line.stop();
			front.kill('SIGKILL');
			await server.stop();
			await orthanc.stop();
		},
	};
}

/** Installed, else unpacked from the distribution's package; null where neither is possible. */
function plugin(name: string, file: string): string | null {
	const installed = join('/usr/share/orthanc/plugins', file);
	if (existsSync(installed)) return installed;
	const unpacked = debianFiles(name);
	return unpacked === null ? null : join(unpacked, installed);
}

async function startFront(orthanc: OrthancPeer, sites: readonly string[]): Promise<ChildProcess> {
	const script = join(import.meta.dirname, 'front.ts');
	const args = [script, orthanc.rest, `${orthanc.user}:${orthanc.password}`, ...sites];
	const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
	process.once('exit', () => child.kill('SIGKILL'));
	await new Promise<void>((resolve, reject) => {
		child.stdout.once('data', () => resolve());
		child.once('exit', () => reject(new Error('the front did not start')));
	});
	return child;
}

export async function upload(orthanc: OrthancPeer, study: BenchStudy): Promise<void> {
	const authorization = `Basic ${Buffer.from(`${orthanc.user}:${orthanc.password}`).toString('base64')}`;
	for (const { file } of study.instances) {
		const answer = await fetch(`${orthanc.rest}/instances`, {
			method: 'POST',
			headers: { authorization, 'content-type': 'application/dicom' },
			body: readFileSync(file),
		});
		if (!answer.ok) throw new Error(`Orthanc refused a file: ${answer.status}`);
		await answer.arrayBuffer();
	}
}

const Renditions = v.object({
	series: v.array(
		v.object({
			instances: v.array(
				v.object({ renditions: v.array(v.object({ sha256: v.optional(v.nullable(v.string())) })) }),
			),
		}),
	),
});

/** Stored, and every rendition made: what a study looks like when a link to it is sent. */
export async function storeWith(server: TestServer, study: BenchStudy): Promise<void> {
	for (let at = 0; at < study.instances.length; at += 12) {
		const files = study.instances.slice(at, at + 12).map(({ file }) => readFileSync(file));
		const answers = await store(server, files);
		if (answers.some((answer) => answer.failed.length > 0)) throw new Error('our server refused a file');
	}
	const token = server.createToken(['read']);
	for (let tries = 0; tries < 600; tries++) {
		const answer = await fetch(`${server.origin}/api/studies/${study.study}/manifest`, {
			// A kept connection may have been closed while this process waited for the script that made the token.
			headers: { authorization: `Bearer ${token}`, connection: 'close' },
		});
		const parsed = v.safeParse(Renditions, await answer.json());
		const made = parsed.success
			? parsed.output.series.flatMap(({ instances }) => instances.flatMap(({ renditions }) => renditions))
			: [];
		if (made.length === study.instances.length && made.every((one) => typeof one.sha256 === 'string')) return;
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
	throw new Error('our server did not derive the study');
}

const Redeemed = v.pipe(v.string(), v.regex(/^[^=]+=[^;]+/));

/** Of every browser here: a guest's session belongs to the browser that opened the link. */
export const userAgent =
	'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

export async function guest(
	server: TestServer,
	origin: string,
	studies: readonly BenchStudy[],
): Promise<{ name: string; value: string }> {
	const link = server.createLink({ studies: studies.map(({ study }) => study) });
	const answer = await fetch(`${origin}/api/links/redeem`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', origin, 'user-agent': userAgent },
		body: JSON.stringify({ secret: new URL(link.url).hash.slice(1), pin: link.pin }),
	});
	const cookie = v.parse(Redeemed, answer.headers.getSetCookie()[0]);
	const [pair = ''] = cookie.split(';');
	const [name = '', value = ''] = pair.split('=');
	return { name, value };
}
