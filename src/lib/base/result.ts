/** What can happen to a careful user is a value; what only a bug can cause throws. */
export type Result<T, Reason> =
	{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: Reason };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
	return { ok: true, value };
}

export function err<Reason>(reason: Reason): { readonly ok: false; readonly reason: Reason } {
	return { ok: false, reason };
}
