/**
 * What a hospital's or the hub's administrators may set without a restart. One table with typed keys: a key that isn't here can't
 * be stored, a value out of its range can't either, and one that no longer fits reads as its default. Every change is audited.
 */
import * as v from 'valibot';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { append } from '#lib/server/audit/append.ts';
import type { Database, Transaction } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import type { Actor } from './actor.ts';

const whole = (from: number, to: number) => v.pipe(v.number(), v.integer(), v.minValue(from), v.maxValue(to));

/** Each with its default first, then what it may be. */
const settings = {
	/** A share link's longest life, days. */
	'link-days-max': { initial: 30, schema: whole(1, 30) },
	/** What a new link's form begins with, hours. */
	'link-hours-default': { initial: 72, schema: whole(1, 720) },
	/** Days that a closed consult or referral can still be read. */
	'consult-days': { initial: 30, schema: whole(0, 365) },
	/** What may be kept on a device without a connection. */
	'offline-tier': { initial: 'pinned', schema: v.picklist(['none', 'pinned', 'assigned']) },
	/** Minutes without a person's doing until the screen locks. */
	'idle-minutes': { initial: 15, schema: whole(1, 60) },
	/** The same on a machine that several people use. */
	'idle-minutes-shared': { initial: 5, schema: whole(1, 30) },
	/** Years that the access audit is kept. */
	'audit-years': { initial: 10, schema: whole(5, 50) },
} as const;

export type SettingKey = keyof typeof settings;
type Value<K extends SettingKey> = v.InferOutput<(typeof settings)[K]['schema']>;
export type Settings = { readonly [K in SettingKey]: Value<K> };

export const settingKeys: readonly SettingKey[] = [
	'link-days-max',
	'link-hours-default',
	'consult-days',
	'offline-tier',
	'idle-minutes',
	'idle-minutes-shared',
	'audit-years',
];

export async function readSettings(db: Database): Promise<Settings> {
	const rows = await db.selectFrom('setting').select(['key', 'value']).execute();
	const stored = new Map(rows.map((row): [string, unknown] => [row.key, JSON.parse(row.value)]));
	const read = <K extends SettingKey>(key: K): Value<K> => valueOf(key, stored.get(key));
	return {
		'link-days-max': read('link-days-max'),
		'link-hours-default': read('link-hours-default'),
		'consult-days': read('consult-days'),
		'offline-tier': read('offline-tier'),
		'idle-minutes': read('idle-minutes'),
		'idle-minutes-shared': read('idle-minutes-shared'),
		'audit-years': read('audit-years'),
	};
}

export async function readSetting<K extends SettingKey>(db: Database, key: K): Promise<Value<K>> {
	const row = await db.selectFrom('setting').select('value').where('key', '=', key).executeTakeFirst();
	return valueOf(key, row === undefined ? undefined : JSON.parse(row.value));
}

/** What came over a wire, as a change that may be made. */
export function parseChange(key: string, value: unknown): Result<SettingChange, 'malformed'> {
	const known = settingKeys.find((each) => each === key);
	if (known === undefined) return err('malformed');
	const parsed = v.safeParse(settings[known].schema, value);
	return parsed.success ? ok({ key: known, value: parsed.output }) : err('malformed');
}

export interface SettingChange {
	readonly key: SettingKey;
	readonly value: string | number;
}

/** False when it stood so already. Sessions that are open keep to a new idle time at once. */
export async function changeSetting(db: Database, change: SettingChange, actor: Actor): Promise<boolean> {
	return transaction(db, async (trx) => {
		const before = await readSetting(trx, change.key);
		if (before === change.value) return false;
		const { who, from, requestId, now } = actor;
		const row = { value: JSON.stringify(change.value), changed_at: now, changed_by: who };
		await trx
			.insertInto('setting')
			.values({ key: change.key, ...row })
			.onConflict((conflict) => conflict.column('key').doUpdateSet(row))
			.execute();
		await applyToSessions(trx, change, now);
		const what = { setting: change.key, before, after: change.value };
		await append(trx, { kind: 'setting-changed', ...what, who, from, requestId }, now);
		return true;
	});
}

/** Idle time of a new session, ms. */
export async function idleMs(db: Database, sharedDevice: boolean): Promise<number> {
	return (await readSetting(db, sharedDevice ? 'idle-minutes-shared' : 'idle-minutes')) * 60_000;
}

async function applyToSessions(trx: Transaction, change: SettingChange, now: number): Promise<void> {
	if (change.key !== 'idle-minutes' && change.key !== 'idle-minutes-shared') return;
	await trx
		.updateTable('staff_session')
		.set({ idle_ms: await idleMs(trx, change.key === 'idle-minutes-shared') })
		.where('shared_device', '=', change.key === 'idle-minutes-shared' ? 1 : 0)
		.where('ended_at', 'is', null)
		.where('expires_at', '>', now)
		.execute();
}

function valueOf<K extends SettingKey>(key: K, stored: unknown): Value<K> {
	const { initial, schema } = settings[key];
	const parsed = v.safeParse(schema, stored);
	return parsed.success ? parsed.output : initial;
}
