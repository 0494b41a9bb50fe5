/**
 * What the two pages note, by the one clock of this machine: when a pointer moved on the first, when what it did was painted on the
 * second. Runs in the pages as it stands here, so each function is whole by itself.
 */

/** ms since the epoch, and where: screen x of the move, or what stands on the other screen. */
export type Noted = readonly [at: number, x: number];

/** On the screen of the one who points. The event's own time is when the browser got it, before any script of the page. */
export function noteMoves(): void {
	const moves: Noted[] = [];
	Object.assign(window, { __moves: moves });
	for (const kind of ['pointermove', 'pointerup'] as const)
		addEventListener(
			kind,
			(event) => {
				const at = performance.timeOrigin + event.timeStamp;
				if (kind === 'pointerup') Object.assign(window, { __upAt: at });
				else moves.push([at, event.clientX]);
			},
			{ capture: true },
		);
}

export interface Shown {
	/** Selects the element that says where. */
	readonly selector: string;
	/** `transform`: translate(x); `points`: x of the last of an SVG line; `count`: how many there are */
	readonly read: 'transform' | 'points' | 'count';
}

/** On the other screen: each new value with when the frame that shows it was painted. */
export function notePaints({ selector, read }: Shown): void {
	const paints: Noted[] = [];
	const value = (): number | null => {
		if (read === 'count') return document.querySelectorAll(selector).length;
		const element = document.querySelector(selector);
		if (element === null) return null;
		const text =
			read === 'transform'
				? /translate\(([-\d.]+)px/.exec((element as HTMLElement).style.transform)?.[1]
				: element.getAttribute('points')?.trim().split(/\s+/).at(-1)?.split(',')[0];
		return text === undefined ? null : Number(text);
	};
	let last = value();
	const observer = new MutationObserver(() => {
		const now = value();
		if (now === last) return;
		last = now;
		if (now === null) return;
		// After the frame: its animation callbacks come before it is painted, a message sent from there after.
		requestAnimationFrame(() => {
			const { port1, port2 } = new MessageChannel();
			port1.onmessage = () => paints.push([performance.timeOrigin + performance.now(), now]);
			port2.postMessage(null);
		});
	});
	observer.observe(document.body, {
		...{ subtree: true, childList: true, attributes: true },
		attributeFilter: ['style', 'points', 'data-state'],
	});
	const before = (window as { __stop?: () => void }).__stop;
	before?.();
	Object.assign(window, { __paints: paints, __stop: () => observer.disconnect() });
}

/** Waited for in the page itself: our policy lets no text be run as a script. */
export async function untilPainted(): Promise<void> {
	const { __paints: paints = [] } = window as { __paints?: readonly unknown[] };
	for (let tries = 0; paints.length === 0 && tries < 1000; tries++)
		await new Promise((resolve) => setTimeout(resolve, 10));
}
