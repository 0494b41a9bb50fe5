/** What a browser with all its processes costs, read from /proc (Linux). */
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** The browser whose profile lies in this folder; null where there is no /proc. */
export function browserPid(profileFolder: string): number | null {
	let found: number | null = null;
	for (const name of entries('/proc')) {
		const pid = Number(name);
		if (!Number.isInteger(pid)) continue;
		const line = text(`/proc/${pid}/cmdline`);
		if (line === null || !line.includes(profileFolder) || line.includes('--type=')) continue;
		if (/chrom/.test(line) && (found === null || pid < found)) found = pid;
	}
	return found;
}

/** Processor seconds so far. */
export function cpuSeconds(pid: number): number {
	return walk(pid, (one) => {
		const fields = text(`/proc/${one}/stat`)?.split(') ')[1]?.split(' ') ?? [];
		const [user, system, waitedUser, waitedSystem] = [11, 12, 13, 14].map((i) => Number(fields[i] ?? 0));
		return ((user ?? 0) + (system ?? 0) + (waitedUser ?? 0) + (waitedSystem ?? 0)) / ticksPerSecond;
	});
}

/** Proportional set size in MB: shared pages counted once over all processes. */
export function pssMb(pid: number): number {
	return walk(pid, (one) => {
		const kb = /^Pss:\s+(\d+)/m.exec(text(`/proc/${one}/smaps_rollup`) ?? '')?.[1];
		return Number(kb ?? 0) / 1024;
	});
}

function walk(pid: number, measure: (pid: number) => number): number {
	const children = (text(`/proc/${pid}/task/${pid}/children`) ?? '').split(' ').filter(Boolean).map(Number);
	return measure(pid) + children.reduce((sum, child) => sum + walk(child, measure), 0);
}

function text(path: string): string | null {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		// Processes end while one looks.
		return null;
	}
}

function entries(path: string): string[] {
	try {
		return readdirSync(path);
	} catch {
		return [];
	}
}
