/**
 * Reports that a person is there: what they do with hand or keyboard, at most once a minute, with how long ago it was. What the
 * page does by itself never counts.
 */
const everyMs = 60_000;
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove'] as const;

export function watchActivity(report: (agoMs: number) => void): () => void {
	// The page itself was opened by the person just now.
	let reportedAt = performance.now();
	let didAt = 0;
	let timer: ReturnType<typeof setTimeout> | null = null;

	function send(): void {
		timer = null;
		reportedAt = performance.now();
		report(Math.max(0, Math.min(reportedAt - didAt, everyMs)));
	}
	function did(): void {
		didAt = performance.now();
		timer ??= setTimeout(send, Math.max(0, reportedAt + everyMs - didAt));
	}
	for (const sign of signs) addEventListener(sign, did, { passive: true, capture: true });
	return () => {
		if (timer !== null) clearTimeout(timer);
		for (const sign of signs) removeEventListener(sign, did, { capture: true });
	};
}
