/** dcmtk's command-line tools on files in memory: they read what we write and write what we must read. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function inFolder<T>(work: (folder: string) => T): T {
	const folder = mkdtempSync(join(tmpdir(), 'hub-dcmtk-'));
	try {
		return work(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** What a tool that reads one file prints. Throws when it complains. */
export function dcmtkText(tool: string, args: readonly string[], file: Uint8Array): string {
	return inFolder((folder) => {
		const path = join(folder, 'in.dcm');
		writeFileSync(path, file);
		return execFileSync(tool, [...args, path], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
	});
}

/** What a tool that turns one file into another writes. */
export function dcmtkFile(tool: string, args: readonly string[], file: Uint8Array): Buffer {
	return inFolder((folder) => {
		const from = join(folder, 'in.dcm');
		const to = join(folder, 'out.dcm');
		writeFileSync(from, file);
		execFileSync(tool, [...args, from, to], { stdio: ['ignore', 'ignore', 'pipe'] });
		return readFileSync(to);
	});
}
