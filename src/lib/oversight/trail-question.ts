import type { AuditGroup } from '#lib/access/audit-groups.ts';
import { calendarDay } from '#lib/i18n/dates.ts';

export type Span = 'all' | 'today' | 'week' | 'month' | 'own';

/** What the form holds; `toAsked` makes the server's question of it. */
export interface TrailForm {
	readonly of: 'own' | 'hospital';
	readonly group: AuditGroup | null;
	readonly span: Span;
	/** ISO days, for the span `own` */
	readonly from: string;
	readonly to: string;
	readonly person: string;
	readonly hn: string;
}

export const emptyForm = (of: 'own' | 'hospital'): TrailForm => ({
	of,
	group: null,
	span: 'all',
	from: '',
	to: '',
	person: '',
	hn: '',
});

const dayMs = 86_400_000;
/** Days are those of Bangkok, whatever the machine's clock is set to. */
const bangkokMs = 7 * 3_600_000;

export function toAsked(form: TrailForm, now: number) {
	const { of, group, person, hn } = form;
	return { of, group, person: person.trim(), hn: hn.trim(), ...timesOf(form, now) };
}

function timesOf(form: TrailForm, now: number): { since: number | null; until: number | null } {
	const midnight = Math.floor((now + bangkokMs) / dayMs) * dayMs - bangkokMs;
	switch (form.span) {
		case 'all':
			return { since: null, until: null };
		case 'today':
			return { since: midnight, until: null };
		case 'week':
			return { since: midnight - 6 * dayMs, until: null };
		case 'month':
			return { since: midnight - 29 * dayMs, until: null };
		case 'own': {
			const [from, to] = [calendarDay(form.from), calendarDay(form.to)];
			return {
				since: from === null ? null : from.getTime() - bangkokMs,
				until: to === null ? null : to.getTime() - bangkokMs + dayMs - 1,
			};
		}
	}
}
