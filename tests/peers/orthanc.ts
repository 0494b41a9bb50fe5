/** Orthanc with its DICOMweb plugin on a free port, in a folder of its own that goes away with it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../server.ts';

export interface OrthancPeer {
	/** DICOMweb root */
	readonly root: string;
	/** Orthanc's own REST root, for the test to look behind the protocol */
	readonly rest: string;
	readonly user: string;
	readonly password: string;
	/** Gone without a word, as when its machine is. What it holds stays. */
	kill(): Promise<void>;
	/** After `kill`: the same archive at the same address. */
	again(): Promise<void>;
	stop(): Promise<void>;
}

const plugin = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';
const program = ['/usr/sbin/Orthanc', '/usr/bin/Orthanc', '/usr/local/sbin/Orthanc'].find((path) =>
	existsSync(path),
);

export interface OrthancOptions {
	/** Further plugins, by the paths of their files. */
	readonly plugins?: readonly string[];
	/** Further parts of its configuration. */
	readonly configuration?: Readonly<Record<string, unknown>>;
}

/** `servers`: DICOMweb servers that this Orthanc is a client of. */
export async function startOrthanc(
	servers: Readonly<Record<string, unknown>> = {},
	options: OrthancOptions = {},
): Promise<OrthancPeer> {
	if (program === undefined || !existsSync(plugin))
		throw new Error('Orthanc is not installed: npm run pretest');
	const folder = mkdtempSync(join(tmpdir(), 'hub-orthanc-'));
	const port = await freePort();
	const user = 'hub';
	const password = 'hub-test';
	const configuration = join(folder, 'orthanc.json');
	writeFileSync(
		configuration,
		JSON.stringify({
			Name: 'hub-test',
			StorageDirectory: join(folder, 'db'),
			IndexDirectory: join(folder, 'db'),
			HttpPort: port,
			RemoteAccessAllowed: false,
			AuthenticationEnabled: true,
			RegisteredUsers: { [user]: password },
			DicomServerEnabled: false,
			SaveJobs: false,
			Plugins: [plugin, ...(options.plugins ?? [])],
			...options.configuration,
			DicomWeb: { Enable: true, Root: '/dicom-web/', EnableWado: false, Ssl: false, Servers: servers },
		}),
	);
	const rest = `http://127.0.0.1:${port}`;
	const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
	let child: ChildProcess | null = null;
	// A test run that is broken off must not leave an archive behind.
	process.once('exit', () => child?.kill('SIGKILL'));
	const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
		if (child !== null) await ended(child, signal);
	};
	const stop = async (): Promise<void> => {
		await end('SIGTERM');
		rmSync(folder, { recursive: true, force: true });
	};
	const begin = async (): Promise<void> => {
		const begun = spawn(program, [configuration], { stdio: 'ignore' });
		child = begun;
		for (let tries = 0; tries < 300 && begun.exitCode === null; tries += 1) {
			await wait(100);
			const answer = await fetch(`${rest}/system`, { headers: { authorization } }).catch(() => null);
			if (answer?.ok === true) return;
		}
		await stop();
		throw new Error('Orthanc did not start');
	};
	await begin();
	const root = `${rest}/dicom-web`;
	return { root, rest, user, password, kill: () => end('SIGKILL'), again: begin, stop };
}

async function ended(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = new Promise((resolve) => child.once('exit', resolve));
	child.kill(signal);
	await Promise.race([gone, wait(10_000)]);
	if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
}
