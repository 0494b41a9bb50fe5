/** What the setting thread is given and what comes back; plain data that a message can carry. */
export interface LetterJob {
	/** Typst source of ours */
	readonly template: string;
	/** by path in the template's world: /letter.json, /qr.svg, /picture-1.jpg */
	readonly files: readonly (readonly [path: string, bytes: Uint8Array])[];
}

/** `fault`: what the compiler says of our template; never shown to anybody. */
export type LetterOutcome = { readonly pdf: Uint8Array } | { readonly fault: string };
