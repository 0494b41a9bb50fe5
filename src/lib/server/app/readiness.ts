import type { Database } from '#lib/server/store/schema.ts';

export type Part = 'ok' | 'unavailable';

export interface Readiness {
	readonly database: Part;
	readonly archive: Part;
}

interface Parts {
	readonly db: Database;
	readonly archive: { check(signal: AbortSignal): Promise<{ readonly ok: boolean }> };
}

const patienceMs = 3000;

export async function readiness(parts: Parts): Promise<Readiness> {
	const [database, archive] = await Promise.all([
		part(() => parts.db.selectFrom('audit_head').select('seq').execute()),
		part(async (signal) => {
			const answer = await parts.archive.check(signal);
			if (!answer.ok) throw new Error('archive unavailable');
		}),
	]);
	return { database, archive };
}

async function part(check: (signal: AbortSignal) => Promise<unknown>): Promise<Part> {
	const signal = AbortSignal.timeout(patienceMs);
	const late = new Promise<never>((_resolve, reject) => {
		signal.addEventListener('abort', () => reject(new Error('late')), { once: true });
	});
	try {
		await Promise.race([check(signal), late]);
		return 'ok';
	} catch {
		return 'unavailable';
	}
}
