/** Small tables by a person's place, as values: a change is another table. */
export type ByPlace<T> = ReadonlyMap<number, T>;

export function nobody<T>(): ByPlace<T> {
	return new Map();
}

export function having<T>(table: ByPlace<T>, place: number, value: T): ByPlace<T> {
	return new Map(table).set(place, value);
}

/** The same table when nothing is left out, so that nothing that shows it begins anew. */
export function only<T>(table: ByPlace<T>, keep: (value: T, place: number) => boolean): ByPlace<T> {
	const kept = [...table].filter(([place, value]) => keep(value, place));
	return kept.length === table.size ? table : new Map(kept);
}

/** Of those who are still here. */
export function ofThose<T>(table: ByPlace<T>, here: readonly { readonly place: number }[]): ByPlace<T> {
	return only(table, (_, place) => here.some((one) => one.place === place));
}
