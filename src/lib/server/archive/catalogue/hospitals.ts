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

/** Adds or renames; institution names move to the hospital that names them last. Studies already owned stay where they are. */
export async function putHospital(db: Database, hospital: Hospital): Promise<void> {
	const { hcode, institutions } = hospital;
	const names = { hcode9: hospital.hcode9, name_th: hospital.nameTh, name_en: hospital.nameEn };
	await transaction(db, async (trx) => {
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
	});
}
