/** Why somebody doesn't take a question: a code for the figures, beside the words they write. */
export const declineReasons = [
	'not-my-field',
	'no-capacity',
	'more-needed',
	'refer-instead',
	'other',
] as const;
export type DeclineReason = (typeof declineReasons)[number];
