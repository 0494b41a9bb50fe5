/** Signed answers for the rest of the server: read, proposed, signed, printed, handed back. One for each process. */
import type { Clock } from '#lib/base/clock.ts';
import { ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type {
	AnswerView,
	HandBack as HandBackView,
	PreviewAsk,
	PreviewView,
} from '#lib/consult/answer/answer-view.ts';
import type { Staff } from '#lib/access/staff.ts';
import type { StudyService } from '#lib/server/archive/studies/study-service.ts';
import type { HubKeys } from '#lib/server/identity/hub-keys.ts';
import type { PixelPool } from '#lib/server/pixels/pool/pixel-pool.ts';
import type { AnswerTables } from '#lib/server/store/answer-tables.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { Seat } from '../request/seat.ts';
import { HandBack } from './hand-back/hand-back.ts';
import { keyImageNote } from './key-image-note.ts';
import { keyPicture } from './key-picture.ts';
import type { PictureReason } from './key-picture.ts';
import { Letters } from './letter/letters.ts';
import { propose } from './propose.ts';
import { signAnswer, whyNot } from './sign.ts';
import type { SignedNow, SignRefusal, Signing } from './sign.ts';
import { readSigned } from './signed-store.ts';
import { openSigningKeys } from './signing-key.ts';
import type { SigningKeys } from './signing-key.ts';

export interface AnswersOptions {
	readonly db: Database;
	readonly now: Clock;
	readonly keys: HubKeys;
	readonly dataDir: string;
	readonly origin: string;
	readonly studies: StudyService;
	readonly pixels: PixelPool;
	/** An answer's state changed behind its readers' backs: it came back into the archive, or didn't. */
	readonly changed: (consult: string) => void;
}

export class Answers {
	readonly #options: AnswersOptions;
	readonly #keys: SigningKeys;
	readonly letters: Letters;
	readonly handBack: HandBack;

	private constructor(options: AnswersOptions, keys: SigningKeys) {
		const { db, now, studies, pixels, origin, changed } = options;
		this.#options = options;
		this.#keys = keys;
		this.letters = new Letters({ db, now, studies, pixels, origin });
		this.handBack = new HandBack({ db, now, studies, letters: this.letters, changed });
	}

	static async open(options: AnswersOptions): Promise<Answers> {
		return new Answers(options, await openSigningKeys(options.dataDir, options.keys));
	}

	/** Goes on with what an earlier process left. */
	start(): void {
		this.handBack.wake();
	}

	async close(): Promise<void> {
		await this.handBack.close();
	}

	async read(seat: Seat, staff: Staff): Promise<AnswerView> {
		const { db, now } = this.#options;
		const signed = await readSigned(db, this.#keys, seat.consult);
		const backs = await handBacks(db, seat.consult);
		const versions = signed.flatMap((one) =>
			// Text that can't be read isn't shown as if it were; verify-answers names it.
			'unreadable' in one
				? []
				: [
						{
							statement: one.statement,
							hash: one.hash,
							valid: one.fault === null,
							handBack: backs.get(one.version) ?? notPlanned,
						},
					],
		);
		return { versions: versions.reverse(), why: whyNot(staff, seat, now()), now: now() };
	}

	/** What would be signed now, and what stands in its way. */
	async preview(
		seat: Seat,
		ask: PreviewAsk,
		signal: AbortSignal,
	): Promise<Result<PreviewView, 'archive-unavailable'>> {
		const last = (await readSigned(this.#options.db, this.#keys, seat.consult)).at(-1);
		const amends =
			last === undefined || 'unreadable' in last
				? null
				: { version: last.version, hash: last.hash, reason: ask.reason ?? '' };
		const { consult, studies } = seat;
		const proposed = await propose(this.#options, { consult, studies, opinion: ask.opinion, amends }, signal);
		return proposed.ok
			? ok({ proposal: proposed.value.proposal, problems: [...proposed.value.problems] })
			: proposed;
	}

	sign(signing: Signing, signal: AbortSignal): Promise<Result<SignedNow, SignRefusal>> {
		return signAnswer({ ...this.#options, keys: this.#keys }, signing, signal);
	}

	/** null: no such key image in this consult's record. */
	async picture(
		seat: Seat,
		event: string,
		size: number,
		signal: AbortSignal,
	): Promise<Result<Uint8Array, PictureReason> | null> {
		const { db, studies, pixels } = this.#options;
		const note = await keyImageNote({ db, studies }, seat, event, signal);
		return note === null ? null : keyPicture({ studies, pixels }, note, size, signal);
	}
}

/** Answers of before there was a queue have none; there are none such. */
const notPlanned: HandBackView = { kind: 'waiting', stored: 0, of: 0, nextAt: null, code: null };

async function handBacks(db: Database, consult: string): Promise<ReadonlyMap<number, HandBackView>> {
	const rows = await db
		.selectFrom('consult_hand_back')
		.select(['version', 'state', 'next_at', 'code', 'stored_at'])
		.where('consult', '=', consult)
		.execute();
	const groups = Map.groupBy(rows, (row) => row.version);
	return new Map([...groups].map(([version, its]) => [version, handBackOf(its)] as const));
}

type BackRow = Pick<AnswerTables['consult_hand_back'], 'state' | 'next_at' | 'code' | 'stored_at'>;

function handBackOf(rows: readonly BackRow[]): HandBackView {
	const stored = rows.filter((row) => row.state === 'stored');
	const waiting = rows.filter((row) => row.state === 'waiting');
	const counts = { stored: stored.length, of: rows.length };
	const failed = waiting.filter((row) => row.code !== null);
	const refused = rows.find((row) => row.state === 'refused');
	if (waiting.length > 0) {
		const nextAt = failed.length === 0 ? null : Math.min(...failed.map((row) => row.next_at));
		return { kind: 'waiting', ...counts, nextAt, code: failed[0]?.code ?? null };
	}
	if (refused !== undefined) return { kind: 'refused', ...counts, code: refused.code ?? 'internal' };
	return { kind: 'done', at: Math.max(...stored.map((row) => row.stored_at ?? 0)) };
}
