/**
 * One upload as its page sees it. What is true stands on the server (`batch`); here are only the files that this very page can
 * send and how far each has come. After a reload `batch` is asked for again, and files that were not finished wait until the
 * same ones are chosen once more.
 */
import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { uploadLimits } from '#lib/archive/upload-contract.ts';
import type { FilingRequest, PictureRequest, ShownBatch, ShownFile } from '#lib/archive/upload-contract.ts';
import type { Result } from '#lib/base/result.ts';
import type { Chosen } from './collect-files.ts';
import { examineFiles } from './examine-files.ts';
import type { Examined, ToSend } from './examine-files.ts';
import { FileSender } from './file-sender.ts';
import type { SendState } from './file-sender.ts';
import { SendRate } from './send-rate.ts';
import * as api from './upload-api.ts';
import type { ApiReason } from './upload-api.ts';

export type Step = 'choose' | 'check' | 'done';

/** A file of the list: the server's row, and how its sending goes when this page has it. */
export interface ListedFile extends ShownFile {
	readonly sending: SendState | null;
}

const lookEveryMs = 1500;

export class UploadSession {
	#batch = $state.raw<ShownBatch | null>(null);
	#problem = $state<ApiReason | null>(null);
	#looking = $state(false);
	#busy = $state(false);
	#paused = $state(false);
	#offline = $state(false);
	/** Refused here, never sent. */
	#refused = $state.raw<Examined['refused']>([]);
	readonly #sending = new SvelteMap<string, SendState>();
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- looked up when drawn, never watched
	readonly #files = new Map<string, File>();
	readonly #rate = new SendRate();
	#secondsLeft = $state<number | null>(null);
	readonly #sender: FileSender;
	#timer: ReturnType<typeof setTimeout> | null = null;
	#ended = false;

	readonly files: readonly ListedFile[] = $derived(
		(this.#batch?.files ?? []).map((file) => ({ ...file, sending: this.#sending.get(file.id) ?? null })),
	);
	readonly total: number = $derived(sum(this.files.filter(isWanted), (file) => file.size));
	readonly sent: number = $derived(sum(this.files.filter(isWanted), sentOf));
	readonly arrived: number = $derived(
		this.files.filter((file) => isWanted(file) && file.state !== 'coming').length,
	);
	/** Told of, not finished, and not in this page's hands. */
	readonly unfinished: readonly ListedFile[] = $derived(
		this.files.filter((file) => file.state === 'coming' && file.sending === null),
	);
	readonly underWay: boolean = $derived(
		this.files.some(
			(file) => file.state === 'coming' && file.sending !== null && file.sending.kind !== 'failed',
		),
	);
	readonly pictures: readonly ListedFile[] = $derived(this.files.filter((file) => file.state === 'picture'));
	readonly step: Step = $derived.by(() => this.#stepNow());

	constructor(batch: ShownBatch | null) {
		this.#batch = batch;
		this.#sender = new FileSender({
			told: (id, state) => {
				this.#sending.set(id, state);
				this.#secondsLeft = this.#rate.left(this.sent, this.total - this.sent);
				if (state.kind === 'sent') this.#lookSoon();
			},
			stopped: (code) => {
				this.#paused = true;
				this.#problem = code;
			},
		});
	}

	get batch(): ShownBatch | null {
		return this.#batch;
	}
	get problem(): ApiReason | null {
		return this.#problem;
	}
	/** Chosen files are being looked at. */
	get looking(): boolean {
		return this.#looking;
	}
	/** An answer of the server is being waited for. */
	get busy(): boolean {
		return this.#busy;
	}
	get paused(): boolean {
		return this.#paused;
	}
	get offline(): boolean {
		return this.#offline;
	}
	get secondsLeft(): number | null {
		return this.underWay && !this.#paused ? this.#secondsLeft : null;
	}
	get refusedHere(): Examined['refused'] {
		return this.#refused;
	}
	get retrying(): boolean {
		return [...this.#sending.values()].some((state) => state.kind === 'retrying');
	}
	count(state: ShownFile['state']): number {
		return this.#batch?.counts[state] ?? 0;
	}
	/** The original, while this page has it. */
	original(id: string): File | null {
		return this.#files.get(id) ?? null;
	}

	/** Watches the line; returns the way to stop. */
	start(): () => void {
		const online = (): void => {
			this.#offline = false;
			if (!this.#paused) {
				this.#sender.pause();
				this.#sender.resume();
			}
			this.#lookSoon();
		};
		const offline = (): void => void (this.#offline = true);
		const leaving = (event: BeforeUnloadEvent): void => {
			if (this.underWay) event.preventDefault();
		};
		this.#offline = !navigator.onLine;
		addEventListener('online', online);
		addEventListener('offline', offline);
		addEventListener('beforeunload', leaving);
		if (this.#waitsForServer()) this.#lookSoon();
		return () => {
			this.#ended = true;
			removeEventListener('online', online);
			removeEventListener('offline', offline);
			removeEventListener('beforeunload', leaving);
			if (this.#timer !== null) clearTimeout(this.#timer);
			this.#sender.close();
		};
	}

	async choose(chosen: readonly Chosen[]): Promise<void> {
		if (chosen.length === 0 || this.#looking) return;
		if (chosen.length > uploadLimits.batchFiles) {
			this.#problem = 'too-many-files';
			return;
		}
		this.#looking = true;
		this.#problem = null;
		try {
			const examined = await examineFiles(chosen);
			this.#refused = [...this.#refused, ...examined.refused];
			if (examined.send.length > 0 || examined.skipped > 0) await this.#tell(examined);
		} finally {
			this.#looking = false;
		}
		this.#lookSoon();
	}

	pause(): void {
		this.#paused = true;
		this.#sender.pause();
	}

	resume(): void {
		this.#paused = false;
		this.#problem = null;
		this.#sender.resume();
	}

	async remove(id: string): Promise<void> {
		this.#sender.remove(id);
		this.#files.delete(id);
		if (this.#batch !== null) await this.#done(api.removeFile(this.#batch.id, id));
		this.#sending.delete(id);
	}

	async leaveUnfinished(): Promise<void> {
		for (const { id } of this.unfinished) {
			if (this.#batch !== null) await api.removeFile(this.#batch.id, id);
		}
		await this.look();
	}

	describe(request: PictureRequest): Promise<boolean> {
		return this.#asking((batch) => api.describePictures(batch, request));
	}

	decide(request: FilingRequest): Promise<boolean> {
		return this.#asking((batch) => api.decidePatient(batch, request));
	}

	/** Over: what isn't filed is deleted, and the page begins anew. */
	async end(): Promise<void> {
		if (this.#batch === null) return;
		const { id } = this.#batch;
		this.#sender.close();
		const ended = await api.endBatch(id);
		if (!ended.ok && ended.reason !== 'gone') {
			this.#problem = ended.reason;
			return;
		}
		this.#batch = null;
		this.#problem = null;
		this.#refused = [];
		this.#sending.clear();
		this.#files.clear();
		this.#paused = false;
		this.#sender.resume();
	}

	/** Asks the server how things stand. */
	async look(): Promise<void> {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		const batch = this.#batch;
		if (batch === null || this.#ended) return;
		const now = await api.readBatch(batch.id);
		if (now.ok) this.#batch = now.value;
		else if (now.reason !== 'offline') this.#problem = now.reason;
		if (this.#waitsForServer()) this.#lookSoon();
	}

	async #tell(examined: Examined): Promise<void> {
		const opened = this.#batch === null ? await api.openBatch() : null;
		if (opened !== null && !opened.ok) {
			this.#problem = opened.reason;
			return;
		}
		const batch = opened?.value ?? this.#batch;
		if (batch === null) return;
		this.#batch = batch;
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- gone when this returns
		const waiting = new Map(this.unfinished.map((file) => [file.fingerprint, file]));
		const fresh: ToSend[] = [];
		for (const one of examined.send) {
			const before = waiting.get(one.fingerprint);
			if (before !== undefined) this.#hand(before.id, one.file, before.received);
			else if (!batch.files.some((file) => file.fingerprint === one.fingerprint)) fresh.push(one);
		}
		await this.#declare(batch.id, fresh, examined.skipped);
	}

	async #declare(batch: string, fresh: readonly ToSend[], skipped: number): Promise<void> {
		let left = skipped;
		for (let from = 0; from < fresh.length || left > 0; from += uploadLimits.declared) {
			const some = fresh.slice(from, from + uploadLimits.declared);
			const files = some.map(({ name, fingerprint, place, file }) => ({
				name,
				fingerprint,
				place,
				size: file.size,
			}));
			const declared = await api.declareFiles(batch, { files, skipped: left });
			if (!declared.ok) {
				this.#problem = declared.reason;
				return;
			}
			left = 0;
			await this.look();
			some.forEach((one, index) => this.#hand(declared.value.ids[index] ?? '', one.file, 0));
		}
	}

	#hand(id: string, file: File, received: number): void {
		this.#files.set(id, file);
		this.#sender.add(id, file, received);
	}

	async #asking(ask: (batch: string) => Promise<Result<null, ApiReason>>): Promise<boolean> {
		if (this.#batch === null || this.#busy) return false;
		this.#busy = true;
		try {
			return await this.#done(ask(this.#batch.id));
		} finally {
			this.#busy = false;
		}
	}

	async #done(asked: Promise<Result<null, ApiReason>>): Promise<boolean> {
		const result = await asked;
		this.#problem = result.ok ? null : result.reason;
		await this.look();
		return result.ok;
	}

	#lookSoon(): void {
		this.#timer ??= setTimeout(() => void this.look(), lookEveryMs);
	}

	#waitsForServer(): boolean {
		return (
			this.count('reading') + this.count('filing') > 0 ||
			this.files.some((file) => file.sending?.kind === 'sent' && file.state === 'coming')
		);
	}

	#stepNow(): Step {
		const batch = this.#batch;
		if (batch === null) return 'choose';
		if (this.count('coming') + this.count('reading') > 0) return 'choose';
		if (this.count('picture') + batch.patients.length > 0) return 'check';
		return batch.files.length > 0 || batch.skipped > 0 ? 'done' : 'choose';
	}
}

function isWanted(file: ListedFile): boolean {
	return file.state !== 'left-out' && file.code !== 'too-large';
}

function sentOf(file: ListedFile): number {
	if (file.state !== 'coming') return file.size;
	return Math.max(file.received, file.sending?.bytes ?? 0);
}

function sum(files: readonly ListedFile[], of: (file: ListedFile) => number): number {
	return files.reduce((total, file) => total + of(file), 0);
}

export const [useUpload, provideUpload] = createContext<UploadSession>();
