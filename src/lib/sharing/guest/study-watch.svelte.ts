/**
 * Whether the study on this page may still be looked at. Once the answer is no the page takes its pictures away and says why; it
 * never comes back to open by itself.
 *
 * open -> ended: the server's line says so and asking again agrees; the link's time is over; the device can't prove itself.
 */
import * as v from 'valibot';
import { LiveLine } from '#lib/session/live-line.ts';
import type { LineNews } from '#lib/session/live-line.ts';
import { DeviceProof } from './device-proof.ts';

export type EndReason = 'revoked' | 'expired' | 'other-device' | 'signed-out' | 'not-yours';
export type WatchPhase = { readonly kind: 'open' } | { readonly kind: 'ended'; readonly reason: EndReason };

const GuestSession = v.object({ studies: v.array(v.object({ study: v.string() })) });
const Refused = v.object({ code: v.string() });

/** The longest a timer can wait. */
const longestTimerMs = 2 ** 31 - 1;

export interface GuestPage {
	readonly study: string;
	readonly bound: boolean;
	/** how long the link lasts from now, ms */
	readonly leftMs: number | null;
}

export class StudyWatch {
	#phase = $state.raw<WatchPhase>({ kind: 'open' });

	get phase(): WatchPhase {
		return this.#phase;
	}

	/** A guest's page has a line of its own. */
	followGuest(page: GuestPage): () => void {
		const line = new LiveLine(page.study);
		const proof = page.bound
			? new DeviceProof((result) => {
					if (result === 'refused') void this.#askGuest(page.study, null, null);
				})
			: null;
		const ends = [
			line.listen((news) => this.#hearGuest(page.study, news, proof)),
			line.start(),
			proof?.start() ?? ((): void => undefined),
		];
		const timer =
			page.leftMs === null
				? null
				: setTimeout(
						() => void this.#askGuest(page.study, null, proof),
						Math.min(page.leftMs + 500, longestTimerMs),
					);
		return () => {
			if (timer !== null) clearTimeout(timer);
			ends.reverse().forEach((end) => end());
		};
	}

	/** A person's page shares the line of their session, which itself answers for locking and signing out. */
	followPerson(live: LiveLine, study: string): () => void {
		return live.listen((news) => {
			// A tab that slept hears of an end only by being refused when it listens again.
			if (news.kind === 'refused' || news.kind === 'reopened') void this.#askPerson(study);
			if (news.kind !== 'ended') return;
			const reason = reasonOf(news);
			if (reason === 'not-yours' || reason === 'revoked') this.#end('not-yours');
		});
	}

	async #askPerson(study: string): Promise<void> {
		const address = `/api/studies/${encodeURIComponent(study)}/manifest`;
		const answer = await fetch(address, { method: 'HEAD' }).catch(() => null);
		if (answer?.status === 404 || answer?.status === 403) this.#end('not-yours');
	}

	#hearGuest(study: string, news: LineNews, proof: DeviceProof | null): void {
		if (news.kind === 'ended') {
			const said = reasonOf(news) === 'expired' ? 'expired' : 'revoked';
			void this.#askGuest(study, said, proof);
		} else if (news.kind === 'refused' || news.kind === 'reopened') void this.#askGuest(study, null, proof);
	}

	/** `said`: the server ended it, so that only its own word opens it again; null: merely a reason to ask. */
	async #askGuest(study: string, said: EndReason | null, proof: DeviceProof | null): Promise<void> {
		const answer = await fetch('/api/session?as=guest').catch(() => null);
		if (answer === null || answer.status >= 500) {
			if (said !== null) this.#end(said);
			return;
		}
		const body: unknown = await answer.json().catch(() => null);
		if (answer.ok) {
			const session = v.safeParse(GuestSession, body);
			// Another link of this browser may open the same study.
			if (session.success && session.output.studies.some((one) => one.study === study)) return;
			this.#end(said ?? 'revoked');
			return;
		}
		const refused = v.safeParse(Refused, body);
		const code = refused.success ? refused.output.code : '';
		if (code === 'device-unproved') {
			const proved = proof === null ? 'refused' : await proof.renew();
			if (proved === 'refused') this.#end('other-device');
			return;
		}
		this.#end(code === 'revoked' || code === 'expired' ? code : (said ?? 'signed-out'));
	}

	#end(reason: EndReason): void {
		if (this.#phase.kind === 'open') this.#phase = { kind: 'ended', reason };
	}
}

function reasonOf(news: LineNews): unknown {
	return 'reason' in news ? news['reason'] : null;
}
