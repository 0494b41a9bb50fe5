/**
 * What administrators set without a restart: the hub's operator for all, a hospital's administrator for their own. One table with
 * typed keys: a key that isn't here can't be stored, a value out of its range can't either, and one that no longer fits reads as
 * its default. Where a setting guards patients, a hospital may only be stricter than the hub. Every change is audited.
 */
import * as v from 'valibot';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { append } from '#lib/server/audit/append.ts';
import type { Database, Transaction } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import type { Actor } from './actor.ts';

const whole = (from: number, to: number) => v.pipe(v.number(), v.integer(), v.minValue(from), v.maxValue(to));
/** From least to most that stays on a device. */
const tiers = ['none', 'pinned', 'assigned'] as const;

/** `rule`: what a hospital's own value does. `least`: the stricter counts; `own`: theirs counts; `hub`: they have none. */
const settings = {
	/** A share link's longest life, days. */
	'link-days-max': { initial: 30, schema: whole(1, 30), rule: 'least' },
	/** What a new link's form begins with, hours. */
	'link-hours-default': { initial: 72, schema: whole(1, 720), rule: 'own' },
	/** What may be kept on a device without a connection. */
	'offline-tier': { initial: 'pinned', schema: v.picklist(tiers), rule: 'least' },
	/** Minutes without a person's doing until the screen locks. */
	'idle-minutes': { initial: 15, schema: whole(1, 60), rule: 'least' },
	/** The same on a machine that several people use. */
	'idle-minutes-shared': { initial: 5, schema: whole(1, 30), rule: 'least' },
	/** Days that a consult's access outlasts its end. */
	'consult-days': { initial: 30, schema: whole(0, 365), rule: 'hub' },
	/** Time to answer a consult, by its urgency. */
	'consult-emergency-minutes': { initial: 30, schema: whole(5, 240), rule: 'hub' },
	'consult-urgent-hours': { initial: 4, schema: whole(1, 48), rule: 'hub' },
	'consult-routine-hours': { initial: 72, schema: whole(4, 720), rule: 'hub' },
} as const;

export type SettingKey = keyof typeof settings;
type Value<K extends SettingKey> = v.InferOutput<(typeof settings)[K]['schema']>;
export type Settings = { readonly [K in SettingKey]: Value<K> };

export const settingKeys: readonly SettingKey[] = [
	'link-days-max',
	'link-hours-default',
	'offline-tier',
	'idle-minutes',
	'idle-minutes-shared',
	'consult-days',
	'consult-emergency-minutes',
	'consult-urgent-hours',
	'consult-routine-hours',
];

/** hcode; null: the hub's own */
type Whose = string | null;
const hubRow = '';

/** What counts for one hospital, or for the hub as such. */
export async function readSettings(db: Database, hospital: Whose = null): Promise<Settings> {
	const stored = await storedFor(db, hospital);
	const read = <K extends SettingKey>(key: K): Value<K> => effective(key, stored);
	return {
		'link-days-max': read('link-days-max'),
		'link-hours-default': read('link-hours-default'),
		'offline-tier': read('offline-tier'),
		'idle-minutes': read('idle-minutes'),
		'idle-minutes-shared': read('idle-minutes-shared'),
		'consult-days': read('consult-days'),
		'consult-emergency-minutes': read('consult-emergency-minutes'),
		'consult-urgent-hours': read('consult-urgent-hours'),
		'consult-routine-hours': read('consult-routine-hours'),
	};
}

export async function readSetting<K extends SettingKey>(
	db: Database,
	key: K,
	hospital: Whose = null,
): Promise<Value<K>> {
	return effective(key, await storedFor(db, hospital));
}

export interface SettingChange {
	readonly key: SettingKey;
	readonly value: string | number;
	/** hcode; null or absent: for the hub */
	readonly hospital?: Whose;
}

/** What came over a wire, as a change that may be made; a hospital has no say in what is the hub's alone. */
export function parseChange(
	key: string,
	value: unknown,
	hospital: Whose = null,
): Result<SettingChange, 'malformed'> {
	const known = settingKeys.find((each) => each === key);
	if (known === undefined) return err('malformed');
	const { schema, rule } = settings[known];
	if (hospital !== null && rule === 'hub') return err('malformed');
	const parsed = v.safeParse(schema, value);
	return parsed.success ? ok({ key: known, value: parsed.output, hospital }) : err('malformed');
}

/** Which settings a hospital may make its own. */
export function isHospitals(key: SettingKey): boolean {
	return settings[key].rule !== 'hub';
}

/** False when it stood so already. Sessions that are open keep to a new idle time at once. */
export async function changeSetting(db: Database, change: SettingChange, actor: Actor): Promise<boolean> {
	const hospital = change.hospital ?? null;
	return transaction(db, async (trx) => {
		const stored = await storedFor(trx, hospital);
		const before = hospital === null ? effective(change.key, stored) : ownOf(change.key, stored);
		if (before === change.value) return false;
		const { who, from, requestId, now } = actor;
		const row = { value: JSON.stringify(change.value), changed_at: now, changed_by: who };
		await trx
			.insertInto('setting')
			.values({ hospital: hospital ?? hubRow, key: change.key, ...row })
			.onConflict((conflict) => conflict.columns(['hospital', 'key']).doUpdateSet(row))
			.execute();
		await applyToSessions(trx, change.key, now);
		const what = { setting: change.key, hospital, before: before ?? null, after: change.value };
		await append(trx, { kind: 'setting-changed', ...what, who, from, requestId }, now);
		return true;
	});
}

/** Idle time of a session for a hospital, ms. */
export async function idleMs(db: Database, sharedDevice: boolean, hospital: Whose): Promise<number> {
	const key = sharedDevice ? 'idle-minutes-shared' : 'idle-minutes';
	return (await readSetting(db, key, hospital)) * 60_000;
}

async function applyToSessions(trx: Transaction, key: SettingKey, now: number): Promise<void> {
	if (key !== 'idle-minutes' && key !== 'idle-minutes-shared') return;
	const shared = key === 'idle-minutes-shared';
	const open = trx
		.selectFrom('staff_session')
		.where('ended_at', 'is', null)
		.where('expires_at', '>', now)
		.where('shared_device', '=', shared ? 1 : 0);
	for (const { hcode } of await open.select('hcode').distinct().execute())
		await trx
			.updateTable('staff_session')
			.set({ idle_ms: await idleMs(trx, shared, hcode) })
			.where('id', 'in', open.select('id').where('hcode', '=', hcode))
			.execute();
}

interface Stored {
	readonly hub: ReadonlyMap<string, unknown>;
	readonly own: ReadonlyMap<string, unknown>;
}

async function storedFor(db: Database, hospital: Whose): Promise<Stored> {
	const rows = await db
		.selectFrom('setting')
		.select(['hospital', 'key', 'value'])
		.where('hospital', 'in', hospital === null ? [hubRow] : [hubRow, hospital])
		.execute();
	const of = (whose: string) =>
		new Map(
			rows
				.filter((row) => row.hospital === whose)
				.map((row): [string, unknown] => [row.key, JSON.parse(row.value)]),
		);
	return { hub: of(hubRow), own: hospital === null ? new Map() : of(hospital) };
}

function effective<K extends SettingKey>(key: K, stored: Stored): Value<K> {
	const { initial, schema, rule } = settings[key];
	const parsed = v.safeParse(schema, stored.hub.get(key));
	const hub: Value<K> = parsed.success ? parsed.output : initial;
	const own = ownOf(key, stored);
	if (own === undefined || rule === 'hub') return hub;
	return rule === 'own' || rank(own) < rank(hub) ? own : hub;
}

function ownOf<K extends SettingKey>(key: K, stored: Stored): Value<K> | undefined {
	const parsed = v.safeParse(settings[key].schema, stored.own.get(key));
	return parsed.success ? parsed.output : undefined;
}

function rank(value: string | number): number {
	return typeof value === 'number' ? value : tiers.findIndex((tier) => tier === value);
}
