/** The draft of the answer, as a screen writes and shows it. */
export interface LiveDraft {
	/** Fields that hold anything or were asked for. */
	readonly fields: readonly string[];
	/** of one of the answer's fields, e.g. `findings` */
	text(field: string): string;
	/** `at` and `removed` in UTF-16 units, as a text area counts them */
	edit(field: string, at: number, removed: number, inserted: string): void;
	/** A choice, e.g. `urgency`: the newest stands. */
	choice(name: string): string | null;
	choose(name: string, value: string | null): void;
	/** Everything typed here is stored. */
	readonly saved: boolean;
	/** The server refused what was typed here (no right to write any more): the texts as they stood, to be copied. */
	readonly lost: LostDraft | null;
	forgetLost(): void;
}

export interface LostDraft {
	readonly reason: string;
	readonly texts: Readonly<Record<string, string>>;
}
