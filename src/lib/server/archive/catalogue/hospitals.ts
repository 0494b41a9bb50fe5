import { append } from '#lib/server/audit/append.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { institutionKey } from './institution-key.ts';

export interface Hospital {
	/** 5 digits */
	readonly hcode: string;
	readonly hcode9: string | null;
	readonly nameTh: string;
	readonly nameEn: string;
	/** Institution names as its machines write them: what is stored without a sender's hospital finds its owner by them. */
	readonly institutions: readonly string[];
}

/** In whose name, for the audit. */
interface Changer {
	readonly who: string;
	readonly from: string | null;
	readonly requestId: string | null;
	readonly now: number;
}

/**
 * Adds or renames; institution names move to the hospital that names them last. Studies already owned stay where they are. False
 * when the nine-character code is another hospital's. `changer` null: the demo's own.
 */
export async function putHospital(
	db: Database,
	hospital: Hospital,
	changer: Changer | null = null,
): Promise<boolean> {
	const { hcode, hcode9, institutions } = hospital;
	const names = { hcode9, name_th: hospital.nameTh, name_en: hospital.nameEn };
	return transaction(db, async (trx) => {
		const taken = await trx
			.selectFrom('hospital')
			.select('hcode')
			.where('hcode9', '=', hcode9)
			.where('hcode', '<>', hcode)
			.executeTakeFirst();
		if (taken !== undefined) return false;
		await trx
			.insertInto('hospital')
			.values({ hcode, ...names })
			.onConflict((conflict) => conflict.column('hcode').doUpdateSet(names))
			.execute();
		await trx.deleteFrom('hospital_institution').where('hospital', '=', hcode).execute();
		for (const institution of new Set(institutions.map(institutionKey))) {
			await trx
				.insertInto('hospital_institution')
				.values({ institution, hospital: hcode })
				.onConflict((conflict) => conflict.column('institution').doUpdateSet({ hospital: hcode }))
				.execute();
		}
		if (changer !== null) {
			const { now, ...who } = changer;
			const what = { hospital: hcode, institutions: institutions.length };
			await append(trx, { kind: 'hospital-changed', ...what, ...who }, now);
		}
		return true;
	});
}

/** By code, with the names their machines write. */
export async function listHospitals(db: Database): Promise<readonly Hospital[]> {
	const rows = await db.selectFrom('hospital').selectAll().orderBy('hcode').limit(2000).execute();
	const names = await db.selectFrom('hospital_institution').selectAll().orderBy('institution').execute();
	return rows.map((row) => ({
		hcode: row.hcode,
		hcode9: row.hcode9,
		nameTh: row.name_th,
		nameEn: row.name_en,
		institutions: names.filter((one) => one.hospital === row.hcode).map((one) => one.institution),
	}));
}
