/**
 * Which of the forms that a resource can be given in the client wants (PS3.18 8.7). The `accept` query parameter wins over the
 * header; q orders; at equal q the more exact range, then our own order. No Accept at all counts as "anything".
 */
import { parseMediaTypes } from './media-type.ts';
import type { MediaType } from './media-type.ts';

/** One form the server can answer in. */
export interface Offer {
	/** e.g. `application/dicom+json`, `image/jpeg`: of the body, or of each part of a multipart body */
	readonly type: string;
	readonly multipart: boolean;
	/** Transfer syntax of this form; null where none applies. */
	readonly transferSyntax: string | null;
	/** The form the original has: what `transfer-syntax=*` asks for. */
	readonly stored: boolean;
	/** Chosen when the type fits and no transfer syntax is named. */
	readonly defaultForType: boolean;
}

export interface Wish {
	readonly multipart: boolean;
	/** Of the body or part; may hold wildcards. */
	readonly type: string;
	/** null: not named; `*`: as stored */
	readonly transferSyntax: string | null;
	readonly quality: number;
}

/** Accept lists longer than this are cut: no client needs more, and each wish costs a comparison per offer. */
const mostWishes = 50;

export function parseAccept(url: URL, headers: Headers): Wish[] {
	const text = url.searchParams.getAll('accept').join(',') || headers.get('accept') || '*/*';
	return parseMediaTypes(text).slice(0, mostWishes).map(toWish);
}

function toWish(media: MediaType): Wish {
	const multipart = media.type === 'multipart/related';
	const quality = Number(media.parameters.get('q') ?? '1');
	return {
		multipart,
		type: currentName(multipart ? (media.parameters.get('type') ?? '*/*') : media.type),
		transferSyntax: media.parameters.get('transfer-syntax') ?? null,
		quality: Number.isFinite(quality) ? Math.min(Math.max(quality, 0), 1) : 1,
	};
}

/** Older clients ask by the names that PS3.18 had before 2016. */
function currentName(type: string): string {
	return /^image\/x-(jls|dicom-rle)$/.test(type) ? type.replace('x-', '') : type;
}

/** The offer to answer with, or null: 406. `offers` in our own order of preference. */
export function negotiate<T extends Offer>(wishes: readonly Wish[], offers: readonly T[]): T | null {
	const ordered = wishes
		.filter((wish) => wish.quality > 0)
		.sort((a, b) => b.quality - a.quality || exactness(b) - exactness(a));
	for (const wish of ordered) {
		const fitting = offers.filter((offer) => fits(wish, offer) && !refused(wishes, offer));
		const stored = wish.transferSyntax === '*' ? fitting.find((offer) => offer.stored) : undefined;
		const best = stored ?? fitting[0];
		if (best !== undefined) return best;
	}
	return null;
}

function fits(wish: Wish, offer: Offer): boolean {
	const anything = wish.type === '*/*' && !wish.multipart;
	if (!anything && wish.multipart !== offer.multipart) return false;
	if (!typeFits(wish.type, offer.type)) return false;
	if (wish.transferSyntax === null) return wish.type.includes('*') || offer.defaultForType;
	if (wish.transferSyntax === '*') return true;
	return offer.transferSyntax === wish.transferSyntax;
}

/** `q=0` on this form by name. */
function refused(wishes: readonly Wish[], offer: Offer): boolean {
	return wishes.some(
		(wish) =>
			wish.quality === 0 &&
			wish.type === offer.type &&
			wish.multipart === offer.multipart &&
			(wish.transferSyntax === null || wish.transferSyntax === offer.transferSyntax),
	);
}

function typeFits(wished: string, offered: string): boolean {
	if (wished === '*/*' || wished === offered) return true;
	return wished.endsWith('/*') && offered.startsWith(wished.slice(0, -1));
}

function exactness(wish: Wish): number {
	const type = wish.type === '*/*' ? 0 : wish.type.endsWith('/*') ? 1 : 2;
	return type * 2 + (wish.transferSyntax === null || wish.transferSyntax === '*' ? 0 : 1);
}
