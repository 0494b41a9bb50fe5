/** The letters of signed answers: made once, kept with the answer, the same bytes for whoever opens one and for the archive. */
import * as v from 'valibot';
import type { Clock } from '#lib/base/clock.ts';
import { Statement } from '#lib/consult/answer/statement.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { keyPicture } from '../key-picture.ts';
import type { PictureParts } from '../key-picture.ts';
import { setLetter } from './set-letter.ts';

export interface LetterParts extends PictureParts {
	readonly db: Database;
	readonly now: Clock;
	/** of ours, no slash at the end */
	readonly origin: string;
}

/** Longest side: 300 dots an inch on half a page's width. */
const pictureSize = 1000;

export class Letters {
	readonly #parts: LetterParts;
	readonly #making = new Map<string, Promise<Uint8Array | null>>();

	constructor(parts: LetterParts) {
		this.#parts = parts;
	}

	/** Where its QR code leads: told once, before the letter is made. */
	async point(
		letter: { readonly consult: string; readonly version: number },
		link: { readonly address: string; readonly id: string; readonly until: number } | null,
	): Promise<void> {
		const { consult, version } = letter;
		await this.#parts.db
			.insertInto('consult_letter')
			.values({
				consult,
				version,
				address: link?.address ?? this.#consultAddress(consult),
				link: link?.id ?? null,
				link_until: link?.until ?? null,
				bytes: null,
				made_at: null,
			})
			.onConflict((conflict) => conflict.columns(['consult', 'version']).doNothing())
			.execute();
	}

	/** null: it can't be made now (a picture's file is out of reach). Of a version that is there. */
	async get(consult: string, version: number, signal: AbortSignal): Promise<Uint8Array | null> {
		const kept = await this.#row(consult, version);
		if (kept?.bytes != null) return kept.bytes;
		const key = `${consult}/${version}`;
		const making = this.#making.get(key) ?? this.#make(consult, version, signal);
		this.#making.set(key, making);
		try {
			return await making;
		} finally {
			this.#making.delete(key);
		}
	}

	async #make(consult: string, version: number, signal: AbortSignal): Promise<Uint8Array | null> {
		const { db, now } = this.#parts;
		const signed = await db
			.selectFrom('consult_answer')
			.select(['body', 'hash'])
			.where('consult', '=', consult)
			.where('version', '=', version)
			.executeTakeFirstOrThrow();
		const statement = v.parse(Statement, JSON.parse(signed.body));
		const pictures: Uint8Array[] = [];
		for (const image of statement.images) {
			const picture = await keyPicture(this.#parts, image, pictureSize, signal);
			if (!picture.ok) return null;
			pictures.push(picture.value);
		}
		// A process that ended between signing and pointing: the consult itself is a good address.
		await this.point({ consult, version }, null);
		const row = await this.#row(consult, version);
		const qr = {
			address: row?.address ?? this.#consultAddress(consult),
			until: row?.link_until ?? null,
		};
		const set = await setLetter({ statement, hash: signed.hash, pictures, qr }, signal);
		if (!set.ok) return null;
		await db
			.updateTable('consult_letter')
			.set({ bytes: set.value, made_at: now() })
			.where('consult', '=', consult)
			.where('version', '=', version)
			.where('bytes', 'is', null)
			.execute();
		// Another process may have been first: everybody gets the bytes that were kept.
		return (await this.#row(consult, version))?.bytes ?? set.value;
	}

	#row(consult: string, version: number) {
		return this.#parts.db
			.selectFrom('consult_letter')
			.selectAll()
			.where('consult', '=', consult)
			.where('version', '=', version)
			.executeTakeFirst();
	}

	#consultAddress(consult: string): string {
		return `${this.#parts.origin}/consults/${consult}`;
	}
}
