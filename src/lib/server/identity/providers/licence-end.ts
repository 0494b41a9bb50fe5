/** The day a licence ends, as providers write it: through that day in Thailand. */

export type LicenceEnd =
	/** null: it has no end, as the older medical licences */
	| { readonly known: true; readonly at: number | null }
	/** Something stands there that is no date: such a licence can't be relied on. */
	| { readonly known: false };

const buddhistEra = 543;
const bangkokMs = 7 * 3_600_000;
const dayMs = 86_400_000;

/** ISO day, with or without a time; a year from 2400 on is of the Buddhist era. */
export function licenceEnd(text: string | null): LicenceEnd {
	const written = text?.trim() ?? '';
	if (written === '') return { known: true, at: null };
	const [, y, m, d] = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}.*)?$/.exec(written) ?? [];
	if (y === undefined || m === undefined || d === undefined) return { known: false };
	const year = Number(y) >= 2400 ? Number(y) - buddhistEra : Number(y);
	const day = Date.UTC(year, Number(m) - 1, Number(d));
	// 31 February rolls over into March: no such day.
	if (new Date(day).getUTCDate() !== Number(d) || new Date(day).getUTCMonth() !== Number(m) - 1)
		return { known: false };
	return { known: true, at: day + dayMs - bangkokMs };
}
