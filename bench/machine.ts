/** What the figures were measured on, and how much of it others used meanwhile. */
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { chromium } from '@playwright/test';
import { chromiumPath } from '../tests/peers/chromium.ts';

export interface Machine {
	readonly processor: string;
	readonly cores: number;
	readonly memoryGb: number;
	readonly system: string;
	readonly node: string;
	readonly chromium: string;
}

export async function machine(): Promise<Machine> {
	const [first] = cpus();
	return {
		processor: first?.model ?? 'unknown',
		cores: cpus().length,
		memoryGb: Math.round(totalmem() / 2 ** 30),
		system: `${process.platform} ${release()}`,
		node: process.version,
		chromium: await browserVersion(),
	};
}

async function browserVersion(): Promise<string> {
	const executablePath = chromiumPath();
	if (executablePath === null) return 'none';
	const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
	const version = browser.version();
	await browser.close();
	return version;
}

/** Processor seconds of the whole machine since its start; null where there is no /proc. */
export function busySeconds(): { busy: number; idle: number } | null {
	try {
		const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
		const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, soft = 0] = line
			.trim()
			.split(/\s+/)
			.slice(1)
			.map((ticks) => Number(ticks) / 100);
		return { busy: user + nice + system + irq + soft, idle: idle + wait };
	} catch {
		return null;
	}
}
