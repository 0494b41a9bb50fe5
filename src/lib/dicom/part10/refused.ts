import type { Part10Refusal } from './part10.ts';

/**
 * Thrown only inside the Part 10 reader, whose recursion is deep, and turned into a `Result` at its door (`readPart10`); no
 * caller ever sees it.
 */
export class Refused extends Error {
	readonly reason: Part10Refusal;

	constructor(reason: Part10Refusal) {
		super(reason);
		this.reason = reason;
	}
}
