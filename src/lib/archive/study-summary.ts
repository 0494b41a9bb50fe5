/** One line of "the other studies that this link opens", as the server tells it and the page shows it. */
export interface StudySummary {
	readonly study: string;
	readonly patient: string | null;
	readonly hn: string | null;
	/** ISO 8601 */
	readonly date: string | null;
	readonly description: string | null;
	readonly modalities: readonly string[];
	readonly images: number;
	/** Of the very patient whose study is open: only these may stand beside it (threat 18). */
	readonly samePatient: boolean;
}
