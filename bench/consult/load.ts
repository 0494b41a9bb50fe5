/**
 * The people: `node load.ts FILE` with a JSON `LoadOrder` in it, in a process of its own on a core of its own. Prints one JSON line.
 * Everyone sends where they are thirty times a second; the first of each room drags marks, a second each, and shows where to look.
 */
import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import { voiceOf } from './dialect.ts';
import type { System, Voice } from './dialect.ts';

export interface LoadOrder {
	readonly system: System;
	readonly seconds: number;
	readonly people: readonly {
		readonly room: string;
		readonly person: string;
		readonly url: string;
		readonly headers: Readonly<Record<string, string>>;
		readonly drags: boolean;
	}[];
	/** process to watch */
	readonly server: number;
}

export interface LoadResult {
	readonly cpuPercent: number;
	readonly presence: Latency;
	readonly edit: Latency;
	/** of what should have been heard while it was measured */
	readonly presenceHeard: number;
	readonly editsHeard: number;
	readonly inPerSecond: number;
	readonly outPerSecond: number;
	/** payload to one person */
	readonly kilobytesPerSecond: number;
}
export interface Latency {
	readonly p50: number | null;
	readonly p99: number | null;
}

const tickMs = 1000 / 30;
const dragTicks = 30;
const warmMs = 1500;
const order = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as LoadOrder;

interface Person {
	readonly room: string;
	readonly voice: Voice;
	readonly socket: WebSocket;
	readonly drags: boolean;
	tick: number;
}

let measuring = false;
let sent = 0;
let heard = 0;
let bytes = 0;
const sentAt = new Map<number, { readonly at: number; readonly by: WebSocket }>();
let number = 0;
const times: { presence: number[]; edit: number[] } = { presence: [], edit: [] };
const expected = { presence: 0, edit: 0 };
const sizes = new Map<string, number>();
for (const { room } of order.people) sizes.set(room, (sizes.get(room) ?? 0) + 1);

const people = await Promise.all(order.people.map(join));
for (const [n, person] of people.entries()) {
	// Spread over the tick, as people are.
	setTimeout(() => setInterval(() => tick(person), tickMs), (n * 7.3) % tickMs);
}
await wait(warmMs);
measuring = true;
const before = { cpu: cpuSeconds(order.server), at: performance.now(), sent, heard, bytes };
await wait(order.seconds * 1000);
measuring = false;
const took = (performance.now() - before.at) / 1000;
const after = { cpu: cpuSeconds(order.server), sent, heard, bytes };
await wait(1000);
const result: LoadResult = {
	cpuPercent: ((after.cpu - before.cpu) / took) * 100,
	presence: latency(times.presence),
	edit: latency(times.edit),
	presenceHeard: times.presence.length / Math.max(1, expected.presence),
	editsHeard: times.edit.length / Math.max(1, expected.edit),
	inPerSecond: (after.sent - before.sent) / took,
	outPerSecond: (after.heard - before.heard) / took,
	kilobytesPerSecond: (after.bytes - before.bytes) / took / 1000 / people.length,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);

function join(one: LoadOrder['people'][number]): Promise<Person> {
	const voice = voiceOf(order.system, one);
	const socket = new WebSocket(one.url, { headers: one.headers, perMessageDeflate: false });
	// Not all let go at the same moment.
	const tick = Math.floor(Math.random() * dragTicks);
	const person: Person = { room: one.room, voice, socket, drags: one.drags, tick };
	return new Promise((resolve, reject) => {
		socket.on('open', () => voice.hello().forEach((frame) => socket.send(frame)));
		socket.on('error', reject);
		socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
		socket.on('message', (data) => {
			if (!Buffer.isBuffer(data)) return;
			heard++;
			bytes += data.byteLength;
			const { presence, edits, joined, answers } = voice.hear(data);
			for (const answer of answers) socket.send(answer);
			if (joined) resolve(person);
			note(presence, socket, times.presence);
			note(edits, socket, times.edit);
		});
	});
}

function note(numbers: readonly number[], to: WebSocket, into: number[]): void {
	const now = performance.now();
	for (const one of numbers) {
		const sending = sentAt.get(one);
		// Some servers send one's own words back.
		if (sending !== undefined && sending.by !== to) into.push(now - sending.at);
	}
}

function tick(person: Person): void {
	say(person, person.voice.presence(++number), 'presence');
	if (!person.drags) return;
	const last = ++person.tick % dragTicks === 0;
	const { frame, edit } = person.voice.drag(++number, last);
	say(person, frame, edit ? 'edit' : 'motion');
}

function say({ socket, room }: Person, frame: Uint8Array, what: 'presence' | 'edit' | 'motion'): void {
	if (measuring && what !== 'motion') {
		sentAt.set(number, { at: performance.now(), by: socket });
		expected[what] += (sizes.get(room) ?? 1) - 1;
	}
	sent++;
	socket.send(frame);
}

function latency(found: number[]): Latency {
	found.sort((a, b) => a - b);
	const at = (share: number): number | null => found[Math.floor(found.length * share)] ?? null;
	return { p50: at(0.5), p99: at(0.99) };
}

/** Of one process, in user and kernel (proc(5), clock ticks of 10 ms). */
function cpuSeconds(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
	return (Number(fields[11]) + Number(fields[12])) / 100;
}

function wait(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
