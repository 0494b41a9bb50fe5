/** Which objects an answer becomes, and into which study each goes: decided when it is signed, so that nothing is forgotten later. */
import type { Statement } from '#lib/consult/answer/statement.ts';
import type { Transaction } from '#lib/server/store/schema.ts';

export interface PlannedPart {
	/** pdf, report, keys, or state-N for the Nth key image (from 1) */
	readonly part: string;
	readonly study: string;
	/** hcode: the study stays whose it is */
	readonly owner: string | null;
}

/** The letter and the report go into the study that was asked about first; how a picture was seen goes beside the picture. */
export async function plannedParts(trx: Transaction, statement: Statement): Promise<PlannedPart[]> {
	const [first] = statement.studies;
	if (first === undefined) throw new Error('an answer without a study');
	const parts = [
		{ part: 'pdf', study: first.study },
		{ part: 'report', study: first.study },
		...(statement.images.length === 0 ? [] : [{ part: 'keys', study: first.study }]),
		...statement.images.map((image, at) => ({ part: `state-${at + 1}`, study: image.place.study })),
	];
	const owners = await trx
		.selectFrom('study')
		.select(['uid', 'owner'])
		.where('uid', 'in', [...new Set(parts.map((part) => part.study))])
		.execute();
	const ownerOf = new Map(owners.map((row) => [row.uid, row.owner]));
	return parts.map((part) => ({ ...part, owner: ownerOf.get(part.study) ?? null }));
}
