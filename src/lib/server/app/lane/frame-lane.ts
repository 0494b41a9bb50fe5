/**
 * A short way for what a scroll asks for by the hundred: frames, previews and a series' headers are answered here, before the pages'
 * machinery. The questions are the same as everywhere and asked by the same code (`identify`, the limits, `refusal`, the routes'
 * own answers, `harden`, the log and the counters); what is new is that an answer of a moment ago to the same question is not asked
 * for again (`passes.ts`), nor the same bytes made again (`kept-answers.ts`).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorFields, log } from '#lib/base/log.ts';
import type { Principal } from '#lib/access/principal.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { isUnchanged } from '#lib/server/dicomweb/answers.ts';
import { takesCoding } from '#lib/server/dicomweb/content-coding.ts';
import { changeMarkOf } from '#lib/server/store/open-database.ts';
import { recordAnswer } from '../access-log.ts';
import { codeAnswer, refusal } from '../answers.ts';
import type { App } from '../app.ts';
import type { AskingHttp } from '../asked-instance.ts';
import { clientAddress } from '../client-address.ts';
import { dicomwebAnswer } from '../dicomweb-answer.ts';
import { harden } from '../headers.ts';
import { credentialsIn, identify } from '../identify.ts';
import { mayKeep } from '../keeping.ts';
import { ownFrame, ownPreview } from '../own-frames.ts';
import { tooMany } from '../too-many.ts';
import { KeptAnswers, largestKept } from './kept-answers.ts';
import type { KeptAnswer } from './kept-answers.ts';
import { laneTarget } from './lane-target.ts';
import type { LaneTarget } from './lane-target.ts';
import { Passes, passKey } from './passes.ts';
import type { Moment } from './passes.ts';
import { Revisions } from './revisions.ts';
import { fieldsOf, writeStream, writeWhole } from './write-answer.ts';

interface Visit {
	readonly target: LaneTarget;
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
	readonly requestId: string;
	readonly from: string;
}

export class FrameLane {
	readonly #app: App;
	readonly #passes: Passes;
	readonly #revisions: Revisions;
	readonly #kept = new KeptAnswers();

	constructor(app: App) {
		this.#app = app;
		this.#passes = new Passes({ live: app.live, clock: app.clock, changeMark: changeMarkOf(app.db) });
		this.#revisions = new Revisions(app.db);
		app.metrics.gauge('hub_lane_kept_bytes', () => this.#kept.bytes);
	}

	/** False: not a request for the lane, and nothing was done with it. */
	take(request: IncomingMessage, response: ServerResponse): boolean {
		const target = laneTarget(request);
		if (target === null) return false;
		void this.#visit(target, request, response);
		return true;
	}

	async #visit(target: LaneTarget, request: IncomingMessage, response: ServerResponse): Promise<void> {
		const startedAt = performance.now();
		const requestId = crypto.randomUUID();
		const { route } = target;
		const told = (status: number): void =>
			recordAnswer(this.#app, { requestId, route, method: 'GET', status, startedAt });
		try {
			await this.#answer({ target, request, response, requestId, from: clientAddress(request) }, told);
		} catch (error) {
			log('error', 'request-failed', { id: requestId, route, status: 500, ...errorFields(error) });
			if (response.headersSent) {
				response.destroy();
				return;
			}
			const failed = codeAnswer(500, 'internal');
			harden(failed.headers, this.#app.config.origin);
			told(500);
			writeWhole(response, 500, { fields: fieldsOf(failed.headers), body: await failed.bytes() });
		}
	}

	async #answer(visit: Visit, told: (status: number) => void): Promise<void> {
		const { target, request } = visit;
		const { config, db, clock, limits, metrics } = this.#app;
		const now = this.#passes.now();
		const credentials = credentialsIn(request.headers, target.study, config);
		const key = now === null ? '' : passKey(credentials);
		const passing = now === null ? null : this.#passes.find(key, now);
		const principal = passing ?? (await identify(db, credentials, clock()));
		const asked = { path: target.path, method: 'GET', address: visit.from };
		const limit = await limits.afterSignIn(principal, asked);
		if (!limit.pass) {
			const event = this.#eventOf(visit, principal);
			await this.#send(visit, tooMany(event.request, 'th', limit.retryAfterSeconds), told);
			return;
		}
		if (passing === null) {
			const refused = await refusal(this.#eventOf(visit, principal), { action: 'view', study: target.study });
			if (refused !== null) {
				metrics.lane('refused');
				await this.#send(visit, refused, told);
				return;
			}
			if (now !== null) this.#passes.keep(key, principal, now);
		}
		await this.#give(visit, { principal, now }, told);
	}

	/** The caller may see the study. */
	async #give(
		visit: Visit,
		{ principal, now }: { readonly principal: Principal; readonly now: Moment | null },
		told: (status: number) => void,
	): Promise<void> {
		const { target, request, response } = visit;
		const { metrics } = this.#app;
		const { study } = target;
		const revision = await this.#revisions.of(study, now);
		const key = keptKey(request, principal);
		const kept = revision === null ? null : this.#kept.get(key, revision);
		if (kept !== null) {
			metrics.lane('memory');
			this.#sendKept(request, response, kept, told);
			return;
		}
		metrics.lane('made');
		const event = this.#eventOf(visit, principal);
		const answer = await answerOf(target, event);
		const { body, status } = answer;
		if (status !== 200 || body === null) {
			await this.#send(visit, answer, told);
			return;
		}
		harden(answer.headers, this.#app.config.origin);
		const reader = body.getReader();
		const { chunks, whole } = await readUpTo(reader, largestKept);
		if (!whole) {
			told(status);
			await writeStream(
				response,
				{ status, fields: fieldsOf(answer.headers) },
				{ first: chunks, rest: reader },
			);
			return;
		}
		const made = keptOf(answer.headers, Buffer.concat(chunks), { study, revision: revision ?? -1 });
		if (revision !== null) this.#kept.put(key, made);
		this.#sendKept(request, response, made, told);
	}

	#sendKept(
		{ headers }: IncomingMessage,
		response: ServerResponse,
		{ fields, unchanged, body, etag }: KeptAnswer,
		told: (status: number) => void,
	): void {
		const asked = headers['if-none-match'];
		const known =
			etag !== null && asked !== undefined && isUnchanged(new Headers({ 'if-none-match': asked }), etag);
		told(known ? 304 : 200);
		if (known) writeWhole(response, 304, { fields: unchanged, body: null });
		else writeWhole(response, 200, { fields, body });
	}

	async #send({ response }: Visit, answer: Response, told: (status: number) => void): Promise<void> {
		const { status, headers, body } = answer;
		harden(headers, this.#app.config.origin);
		// As the answers of all routes say it: those are packed on their way out.
		if (headers.get('content-type') === 'application/json') headers.set('vary', 'Accept-Encoding');
		told(status);
		const fields = fieldsOf(headers);
		if (body === null) writeWhole(response, status, { fields, body: null });
		else await writeStream(response, { status, fields }, { first: [], rest: body.getReader() });
	}

	/** What the routes' own code reads of a request. Conditions are looked at when the answer is there. */
	#eventOf({ target, request, response, requestId, from }: Visit, principal: Principal): AskingHttp {
		const url = new URL(request.url ?? '', this.#app.config.origin);
		const gone = new AbortController();
		response.once('close', () => gone.abort());
		const headers = new Headers();
		for (const name of ['accept', 'accept-encoding', 'user-agent'] as const) {
			const value = request.headers[name];
			if (typeof value === 'string') headers.set(name, value);
		}
		return {
			request: new Request(url, { headers, signal: gone.signal }),
			url,
			params: target.kind === 'dicomweb' ? {} : target.params,
			locals: { app: this.#app, principal, requestId },
			getClientAddress: () => from,
		};
	}
}

function answerOf(target: LaneTarget, event: AskingHttp): Promise<Response> {
	switch (target.kind) {
		case 'dicomweb':
			return dicomwebAnswer(event, target.resource);
		case 'frame':
			return ownFrame(event, target.study);
		case 'preview':
			return ownPreview(event, target.study);
	}
}

/** All that an answer may differ by. */
function keptKey({ url, headers }: IncomingMessage, principal: Principal): string {
	const field = headers['accept-encoding'];
	const taken = typeof field === 'string' ? field : null;
	const coding = takesCoding(taken, 'br') ? 'br' : takesCoding(taken, 'gzip') ? 'gzip' : '';
	return `${url ?? ''}\n${headers.accept ?? ''}\n${coding}\n${mayKeep(principal) ? 'keep' : ''}`;
}

function keptOf(
	headers: Headers,
	body: Uint8Array,
	{ study, revision }: { readonly study: StudyUid; readonly revision: number },
): KeptAnswer {
	headers.set('content-length', String(body.byteLength));
	const fields = fieldsOf(headers);
	headers.delete('content-length');
	headers.delete('accept-ranges');
	return { study, revision, fields, unchanged: fieldsOf(headers), etag: headers.get('etag'), body };
}

/** `whole`: there is no more of it. */
async function readUpTo(
	reader: ReadableStreamDefaultReader<Uint8Array>,
	most: number,
): Promise<{ readonly chunks: readonly Uint8Array[]; readonly whole: boolean }> {
	const chunks: Uint8Array[] = [];
	for (let length = 0; length <= most;) {
		const next = await reader.read();
		if (next.done) return { chunks, whole: true };
		chunks.push(next.value);
		length += next.value.byteLength;
	}
	return { chunks, whole: false };
}
