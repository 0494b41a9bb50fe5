/** Tells open screens about a link: its maker's list, its owner's, and the views that it opened. */
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { LinkOwners } from '#lib/server/identity/share-link.ts';
import type { LiveHub } from '#lib/server/live/live-hub.ts';

export function tellLinkChanged(live: LiveHub, link: LinkOwners): void {
	const hospitals = [link.maker_hospital, link.owner_hospital].filter((hcode) => hcode !== null);
	live.tell({ kind: 'link-changed', link: link.id, by: link.created_by, hospitals: [...new Set(hospitals)] });
}

/** Views that it opened close: guests' at once, and people's to whom it was made, since they are judged again. */
export function tellLinkEnded(live: LiveHub, link: LinkOwners, studies: readonly StudyUid[]): void {
	live.tell({ kind: 'link-ended', link: link.id });
	for (const study of studies) live.tell({ kind: 'rights-changed', study });
	tellLinkChanged(live, link);
}

/** Somebody says that a one-time link was opened by a stranger. */
export function tellLinkReported(live: LiveHub, link: LinkOwners): void {
	const maker = /^staff:(.+)$/.exec(link.created_by)?.[1];
	if (maker !== undefined)
		live.tell({ kind: 'notice', to: { person: maker }, about: `link-reported:${link.id}` });
	tellLinkChanged(live, link);
}
