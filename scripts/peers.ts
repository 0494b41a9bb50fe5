/**
 * Finds or installs the peers that the tests run against: Chromium, Orthanc with its DICOMweb plugin, dcmtk, dicom3tools,
 * GDCM, pydicom and PostgreSQL. On Debian and Ubuntu they come from the distribution's packages; elsewhere the line says what to install.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromiumPath } from '../tests/peers/chromium.ts';

interface Peer {
	readonly name: string;
	readonly packages: readonly string[];
	readonly found: () => boolean;
}

function onPath(program: string): boolean {
	const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
	return folders.some((folder) => existsSync(join(folder, program)));
}

function postgres(): boolean {
	const versions = '/usr/lib/postgresql';
	if (!existsSync(versions)) return false;
	return readdirSync(versions).some((version) => existsSync(join(versions, version, 'bin', 'initdb')));
}

const peers: readonly Peer[] = [
	{ name: 'Chromium', packages: ['chromium'], found: () => chromiumPath() !== null },
	{ name: 'Orthanc', packages: ['orthanc'], found: () => onPath('Orthanc') },
	{
		name: "Orthanc's DICOMweb plugin",
		packages: ['orthanc-dicomweb'],
		found: () => existsSync('/usr/share/orthanc/plugins/libOrthancDicomWeb.so'),
	},
	{ name: 'dcmtk', packages: ['dcmtk'], found: () => onPath('dcmdump') && onPath('dcmcjpeg') },
	{ name: 'dicom3tools', packages: ['dicom3tools'], found: () => onPath('dciodvfy') },
	{ name: 'GDCM', packages: ['libgdcm-tools'], found: () => onPath('gdcmconv') },
	{
		name: 'pydicom',
		packages: ['python3-pydicom', 'python3-numpy'],
		found: () => spawnSync('/usr/bin/python3', ['-c', 'import pydicom, numpy']).status === 0,
	},
	{ name: 'PostgreSQL', packages: ['postgresql'], found: postgres },
	{
		name: 'Thai fonts',
		packages: ['fonts-thai-tlwg'],
		found: () => existsSync('/usr/share/fonts/truetype/tlwg'),
	},
];

const missing = peers.filter((peer) => !peer.found());
if (missing.length > 0) {
	const names = missing.map((peer) => peer.name).join(', ');
	const packages = missing.flatMap((peer) => peer.packages);
	process.stdout.write(`Installing the tests' peers: ${names}\n`);
	const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const apt = (args: readonly string[]): void => {
		const [program = '', ...rest] = [...sudo, 'apt-get', ...args];
		spawnSync(program, rest, { stdio: ['ignore', 'ignore', 'inherit'], env });
	};
	apt(['update', '-qq']);
	apt(['install', '-y', '-qq', '--no-install-recommends', ...packages]);
	const still = peers.filter((peer) => !peer.found());
	if (still.length > 0) {
		const wanted = still.map((peer) => `${peer.name} (Debian: ${peer.packages.join(' ')})`).join(', ');
		process.stderr.write(`These could not be installed; the tests need them: ${wanted}\n`);
		process.exit(1);
	}
}
