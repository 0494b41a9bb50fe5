/**
 * What the local identity provider remembers: a few minutes of codes and pages, in memory, the oldest given up first when somebody
 * floods it. A restart forgets everything, which for a sign-in under way means: press the button again.
 */
import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Entry {
	payload: AdapterPayload;
	readonly until: number;
}

const mostEntries = 2000;
const longestSeconds = 3600;

/** One store for all kinds: a code used twice takes everything of its grant with it. */
export function memoryStore(): (kind: string) => Adapter {
	const entries = new Map<string, Entry>();

	const live = (key: string): AdapterPayload | undefined => {
		const entry = entries.get(key);
		if (entry === undefined) return undefined;
		if (entry.until > Date.now()) return entry.payload;
		entries.delete(key);
		return undefined;
	};

	return (kind) => {
		const keyOf = (id: string): string => `${kind}:${id}`;
		const findBy = (field: 'uid' | 'userCode', value: string): AdapterPayload | undefined => {
			for (const key of entries.keys()) {
				if (key.startsWith(`${kind}:`) && entries.get(key)?.payload[field] === value) return live(key);
			}
			return undefined;
		};
		return {
			upsert: async (id, payload, expiresIn) => {
				entries.delete(keyOf(id));
				entries.set(keyOf(id), { payload, until: Date.now() + (expiresIn ?? longestSeconds) * 1000 });
				for (const key of entries.keys()) {
					if (entries.size <= mostEntries) break;
					entries.delete(key);
				}
			},
			find: async (id) => live(keyOf(id)),
			findByUid: async (uid) => findBy('uid', uid),
			findByUserCode: async (code) => findBy('userCode', code),
			consume: async (id) => {
				const payload = live(keyOf(id));
				if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
			},
			destroy: async (id) => void entries.delete(keyOf(id)),
			revokeByGrantId: async (grantId) => {
				for (const [key, { payload }] of entries) if (payload.grantId === grantId) entries.delete(key);
			},
		};
	};
}
