/** The link as a bench uses it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { freePort } from '../../tests/server.ts';
import type { ProfileName } from './profiles.ts';

const Traffic = v.object({
	exchanges: v.array(
		v.object({
			method: v.string(),
			path: v.string(),
			startedAt: v.number(),
			status: v.number(),
			type: v.string(),
			bytes: v.number(),
			endedAt: v.nullable(v.number()),
		}),
	),
	arrived: v.array(v.tuple([v.number(), v.number()])),
	cuts: v.number(),
});
export type Traffic = v.InferOutput<typeof Traffic>;

export class Line {
	readonly #process: ChildProcess;
	readonly #control: string;
	readonly #ports: ReadonlyMap<number, number>;

	private constructor(process: ChildProcess, control: string, ports: ReadonlyMap<number, number>) {
		this.#process = process;
		this.#control = control;
		this.#ports = ports;
	}

	/** Lays a line to each of these local ports. A port that was free a moment ago may be another's: then once more. */
	static async to(targets: readonly number[]): Promise<Line> {
		for (let tries = 0; tries < 5; tries++) {
			const line = await Line.#tried(targets);
			if (line !== null) return line;
		}
		throw new Error('the link did not start');
	}

	static async #tried(targets: readonly number[]): Promise<Line | null> {
		const ports = new Map<number, number>();
		for (const target of targets) ports.set(target, await freePort());
		const control = await freePort();
		const pairs = [...ports].map(([target, listen]) => `${listen}:${target}`);
		const args = [join(import.meta.dirname, 'link.ts'), String(control), ...pairs];
		const child = spawn(process.execPath, args, { stdio: 'ignore' });
		process.once('exit', () => child.kill('SIGKILL'));
		const line = new Line(child, `http://127.0.0.1:${control}`, ports);
		for (let tries = 0; tries < 200 && child.exitCode === null; tries++) {
			const answered = await fetch(line.#control).then(
				() => true,
				() => false,
			);
			// Each port is listened on before any can answer, or the process has ended.
			if (answered && child.exitCode === null) return line;
			await wait(50);
		}
		child.kill('SIGKILL');
		return null;
	}

	/** Where the server on this port is found at the far end of the line. */
	origin(target: number): string {
		const listen = this.#ports.get(target);
		if (listen === undefined) throw new Error('no line to this port');
		return `http://127.0.0.1:${listen}`;
	}

	/** From here on all is counted anew. */
	async begin(profile: ProfileName): Promise<void> {
		await fetch(`${this.#control}/?profile=${profile}`, { method: 'PUT' });
	}

	/** Another line in the middle of a measurement. */
	async change(profile: ProfileName): Promise<void> {
		await fetch(`${this.#control}/?change=${profile}`, { method: 'PUT' });
	}

	async cut(): Promise<void> {
		await fetch(`${this.#control}/?cut=1`, { method: 'PUT' });
	}

	async traffic(): Promise<Traffic> {
		return v.parse(Traffic, await (await fetch(this.#control)).json());
	}

	stop(): void {
		this.#process.kill('SIGKILL');
	}
}
