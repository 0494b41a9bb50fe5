/** What a study's page is to whoever opened it: a guest's, which lives as long as its link and its device, or a person's. */
import { redirect } from '@sveltejs/kit';
import { decide } from '#lib/access/decide.ts';
import type { Guest } from '#lib/access/principal.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { sessionStudies } from '#lib/server/access/session-studies.ts';
import { standingOf } from '#lib/server/access/standing.ts';
import { takeEntry } from '#lib/server/identity/guest-token.ts';
import { linkOwners } from '#lib/server/identity/link-book.ts';
import { senderOf } from '#lib/server/identity/link-sender.ts';
import type { LinkSender } from '#lib/server/identity/link-sender.ts';
import type { Asking } from './answers.ts';
import type { App } from './app.ts';
import { sessionCookieName } from './session-cookie.ts';

interface Opening extends Asking {
	readonly url: URL;
	readonly isDataRequest: boolean;
	readonly cookies: { get(name: string): string | undefined };
}

/**
 * A guest's page opens only for the device that opened the link: where it hasn't just proved itself, the landing asks it to sign
 * and comes back here. A copied cookie gets no further than that (threat 5).
 */
export async function guestEnters(event: Opening): Promise<void> {
	const { app, principal } = event.locals;
	if (principal.kind !== 'guest' || principal.device === 'unbound' || event.isDataRequest) return;
	// Who has nothing left is told so instead.
	const may = decide(principal, { action: 'search' }, app.clock());
	if (!may.allow && may.reason !== 'device-unproved') return;
	const token = event.cookies.get(sessionCookieName(app.config)) ?? '';
	if (principal.device === 'bound' && (await takeEntry(app.db, token, app.clock()))) return;
	redirect(303, `/s?to=${encodeURIComponent(event.url.pathname + event.url.search)}`);
}

export interface GuestPage {
	readonly study: string;
	readonly bound: boolean;
	/** when the right to this study ends, and how long that is from now; ms */
	readonly endsAt: number | null;
	readonly leftMs: number | null;
	/** the hospital that sent the link */
	readonly sender: LinkSender | null;
}

/** When the link that opens this very study ends, and whose it is; a session may hold several. */
export async function guestPage(app: App, guest: Guest, study: StudyUid): Promise<GuestPage> {
	const now = app.clock();
	const endsAt = sessionStudies(guest, now).find((one) => one.study === study)?.endsAt ?? null;
	const grant = guest.grants.find((each) => each.studies.includes(study));
	const link = grant === undefined ? null : await linkOwners(app.db, grant.linkId);
	return {
		study,
		bound: guest.device === 'bound',
		endsAt,
		leftMs: endsAt === null ? null : endsAt - now,
		sender: link === null ? null : await senderOf(app.db, link),
	};
}

/** Whether the page offers to share: the route decides again. */
export async function maySharePage({ locals }: Asking, study: StudyUid): Promise<boolean> {
	const { app, principal } = locals;
	if (principal.kind !== 'staff') return false;
	const now = app.clock();
	return decide(principal, { action: 'share', study }, now, await standingOf(app.db, principal, study, now))
		.allow;
}
