/**
 * Whose looks this screen shows. Nobody's hands are held: whatever the reader does on the picture ends it at once, and one tap
 * brings them back. Who begins to present takes along whoever isn't busy with the picture; the others get an offer.
 *
 * free      -> following  a tap; a presentation that begins while the reader rests; one that is handed on
 * following -> free       a tap; an own act on the picture; the one followed is gone, or presents no more
 */
import type { Look } from '#lib/consult/record/event.ts';

export type Following =
	| { readonly kind: 'free'; readonly offer: Offer | null }
	/** `by` presentation: it goes on with whoever presents next and ends with the last */
	| { readonly kind: 'following'; readonly whom: number; readonly by: 'choice' | 'presentation' };

/** What one tap would bring. */
export type Offer =
	| { readonly kind: 'presents' | 'left'; readonly whom: number }
	| { readonly kind: 'here'; readonly whom: number; readonly look: Look };

export type FollowEvent =
	| { readonly kind: 'follow'; readonly whom: number }
	| { readonly kind: 'leave' | 'acted' | 'declined' }
	/** Who presents now. `resting`: the reader isn't busy with the picture and doesn't read quietly. */
	| { readonly kind: 'presenter'; readonly whom: number | null; readonly resting: boolean }
	/** "Look here", from somebody this screen doesn't follow. */
	| { readonly kind: 'here'; readonly whom: number; readonly look: Look }
	| { readonly kind: 'gone'; readonly whom: number };

export const alone: Following = { kind: 'free', offer: null };

export function follows(now: Following, event: FollowEvent): Following {
	switch (event.kind) {
		case 'follow':
			return { kind: 'following', whom: event.whom, by: 'choice' };
		case 'leave':
		case 'acted':
			return now.kind === 'following' ? { kind: 'free', offer: { kind: 'left', whom: now.whom } } : now;
		case 'declined':
			return now.kind === 'free' ? alone : now;
		case 'presenter':
			return onPresenter(now, event);
		case 'here':
			return now.kind === 'free'
				? { kind: 'free', offer: { kind: 'here', whom: event.whom, look: event.look } }
				: now;
		case 'gone':
			return concerns(now, event.whom) ? alone : now;
	}
}

function onPresenter(now: Following, { whom, resting }: FollowEvent & { kind: 'presenter' }): Following {
	if (now.kind === 'following') {
		if (now.by === 'choice') return now;
		return whom === null ? alone : { ...now, whom };
	}
	if (whom === null) return now.offer?.kind === 'presents' ? alone : now;
	return resting
		? { kind: 'following', whom, by: 'presentation' }
		: { kind: 'free', offer: { kind: 'presents', whom } };
}

function concerns(now: Following, whom: number): boolean {
	return now.kind === 'following' ? now.whom === whom : now.offer?.whom === whom;
}
