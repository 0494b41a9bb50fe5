/**
 * Signing: one act, one transaction. Whoever signs has looked at exactly this (the record's head and the version they were shown
 * are asked for again inside it), has just proved who they are, holds a doctor's licence and has the consult. With the row
 * go the consult's move, what is to be handed back, and the audit. A version is never changed: the next one names it.
 */
import * as v from 'valibot';
import { canonicalJson } from '#lib/base/canonical-json.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { SignAsk } from '#lib/consult/answer/answer-view.ts';
import { Statement } from '#lib/consult/answer/statement.ts';
import type { Proposal } from '#lib/consult/answer/statement.ts';
import { isDoctor, needsProof } from '#lib/access/staff.ts';
import type { Staff } from '#lib/access/staff.ts';
import { append } from '#lib/server/audit/append.ts';
import type { Actor } from '#lib/server/identity/actor.ts';
import type { Database, Transaction } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { moveConsult } from '../request/move.ts';
import type { Moved } from '../request/move.ts';
import type { Seat } from '../request/seat.ts';
import { plannedParts } from './hand-back/plan.ts';
import { propose } from './propose.ts';
import type { ProposalParts } from './propose.ts';
import { hospitalName } from './question.ts';
import { recordHead } from './read-record.ts';
import { hashOf } from './signed-store.ts';
import type { SigningKeys } from './signing-key.ts';

export type SignRefusal =
	| 'not-consultant'
	| 'licence-needed'
	| 'step-up-needed'
	| 'not-open'
	/** what was looked at is no longer how things stand */
	| 'record-moved'
	| 'answer-moved'
	| 'reason-needed'
	| 'problems-left'
	/** the same key came before with other content */
	| 'key-used'
	| 'archive-unavailable';

export interface SignParts extends ProposalParts {
	readonly keys: SigningKeys;
}

export interface Signing {
	readonly staff: Staff;
	readonly seat: Seat;
	readonly ask: SignAsk;
	readonly actor: Actor;
}

/** `again`: the same send came before and was signed then; nothing was done. */
export type SignedNow =
	| { readonly again: true; readonly version: number }
	| { readonly again: false; readonly version: number; readonly statement: Statement; readonly moved: Moved };

/** What a person lacks to sign; null: nothing. A fresh proof is asked for only by the act itself. */
export function whyNot(
	staff: Staff,
	seat: Seat,
	now: number,
): 'not-consultant' | 'licence-needed' | 'not-open' | null {
	if (seat.role !== 'consultant') return 'not-consultant';
	if (!isDoctor(staff, now)) return 'licence-needed';
	const open = seat.state === 'accepted' || seat.state === 'in-session' || seat.state === 'answered';
	return seat.mayWrite && open ? null : 'not-open';
}

export async function signAnswer(
	parts: SignParts,
	signing: Signing,
	signal: AbortSignal,
): Promise<Result<SignedNow, SignRefusal>> {
	const { db } = parts;
	const { staff, seat, ask, actor } = signing;
	const why = whyNot(staff, seat, actor.now);
	if (why !== null) return err(why);
	const before = await sentBefore(db, seat.consult, ask);
	if (before !== null) return before;
	if (needsProof(staff, actor.now)) return err('step-up-needed');
	const last = await newest(db, seat.consult);
	if (ask.seen.version !== (last?.version ?? 0) + 1) return err('answer-moved');
	if (last !== null && ask.reason === null) return err('reason-needed');
	const proposed = await propose(
		parts,
		{
			consult: seat.consult,
			studies: seat.studies,
			opinion: ask.opinion,
			amends: last === null ? null : { ...last, reason: ask.reason ?? '' },
		},
		signal,
	);
	if (!proposed.ok) return proposed;
	const { proposal, problems } = proposed.value;
	if (!sameHead(proposal.record, ask.seen.head)) return err('record-moved');
	if (problems.length > 0) return err('problems-left');
	try {
		return await transaction(db, (trx) => commit(trx, parts.keys, signing, proposal));
	} catch (error) {
		if (error instanceof Refused) return err(error.reason);
		// Two sends of one key at the same moment: the second finds the first's row.
		const raced = await sentBefore(db, seat.consult, ask);
		if (raced !== null) return raced;
		throw error;
	}
}

async function commit(
	trx: Transaction,
	keys: SigningKeys,
	{ staff, seat, ask, actor }: Signing,
	proposal: Proposal,
): Promise<Result<SignedNow, SignRefusal>> {
	const { consult } = seat;
	const { now, ...who } = actor;
	// The move is first: it locks the consult's row, so that of two who sign at once one waits and then finds the other's version.
	const by = { person: staff.personId, hospital: staff.hospital.hcode, parties: seat.parties };
	const moved = await moveConsult(trx, { consult, move: 'answer', by, revision: null }, actor);
	if (!moved.ok) return refuse(moved.reason === 'not-your-move' ? 'not-consultant' : 'not-open');
	const last = await newest(trx, consult);
	if ((last?.version ?? 0) + 1 !== proposal.version) return refuse('answer-moved');
	if (!sameHead(await recordHead(trx, consult), proposal.record)) return refuse('record-moved');
	const statement: Statement = {
		...proposal,
		signer: {
			person: staff.personId,
			name: staff.name,
			hospital: staff.hospital.hcode,
			hospitalName: await hospitalName(trx, staff.hospital.hcode),
		},
		signedAt: now,
		key: keys.current,
	};
	const body = canonicalJson(statement);
	const bytes = Buffer.from(body, 'utf8');
	const hash = hashOf(bytes);
	const { version } = statement;
	await trx
		.insertInto('consult_answer')
		.values({
			consult,
			version,
			body,
			hash,
			signature: keys.sign(bytes),
			key_id: keys.current,
			signed_by: staff.personId,
			signed_at: now,
			request_key: ask.key,
		})
		.execute();
	for (const part of await plannedParts(trx, statement))
		await trx
			.insertInto('consult_hand_back')
			.values({
				consult,
				version,
				...part,
				state: 'waiting',
				tries: 0,
				next_at: now,
				code: null,
				stored_at: null,
				bytes: null,
			})
			.execute();
	await append(
		trx,
		{
			kind: 'answer-signed',
			consult,
			version,
			hash,
			key: keys.current,
			studies: seat.studies,
			...who,
			hospital: staff.hospital.hcode,
		},
		now,
	);
	return ok({ again: false, version, statement, moved: moved.value });
}

/** Ends the transaction with all that was done in it undone. */
class Refused extends Error {
	readonly reason: SignRefusal;
	constructor(reason: SignRefusal) {
		super(reason);
		this.reason = reason;
	}
}

function refuse(reason: SignRefusal): never {
	throw new Refused(reason);
}

async function sentBefore(
	db: Database,
	consult: string,
	ask: SignAsk,
): Promise<Result<SignedNow, SignRefusal> | null> {
	const row = await db
		.selectFrom('consult_answer')
		.select(['version', 'body'])
		.where('consult', '=', consult)
		.where('request_key', '=', ask.key)
		.executeTakeFirst();
	if (row === undefined) return null;
	const { opinion } = v.parse(Statement, JSON.parse(row.body));
	const same = canonicalJson(opinion) === canonicalJson(ask.opinion) && row.version === ask.seen.version;
	return same ? ok({ again: true, version: row.version }) : err('key-used');
}

async function newest(
	db: Database | Transaction,
	consult: string,
): Promise<{ readonly version: number; readonly hash: string } | null> {
	const row = await db
		.selectFrom('consult_answer')
		.select(['version', 'hash'])
		.where('consult', '=', consult)
		.orderBy('version', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row ?? null;
}

function sameHead(a: Proposal['record'], b: Proposal['record']): boolean {
	return a.seq === b.seq && a.hash === b.hash;
}
