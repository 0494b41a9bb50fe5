/**
 * The first picture of a study comes inside the page, where no cache can keep it. So that the next visit needs no pixel over the line,
 * its address is fetched once into the browser's cache, and a cookie tells the server which ones are there.
 */
import { isMetered } from '#lib/archive/line-cost.ts';
import { keptToken } from '#lib/archive/kept-token.ts';
import { whenIdle } from './later.ts';

const cookie = 'hub-kept';
const most = 20;
const monthSeconds = 2_592_000;

export function keepFirstPicture(url: string): void {
	const token = keptToken(url);
	if (isMetered() || kept().includes(token)) return;
	whenIdle(() => {
		fetch(url, { priority: 'low' }).then(
			async (answer) => {
				if (!answer.ok) return;
				await answer.arrayBuffer();
				const all = [token, ...kept()].slice(0, most).join('.');
				document.cookie = `${cookie}=${all}; path=/studies; max-age=${monthSeconds}; samesite=strict`;
			},
			// No line: the next visit brings the picture inside the page again.
			() => undefined,
		);
	});
}

function kept(): string[] {
	const found = document.cookie.split('; ').find((one) => one.startsWith(`${cookie}=`));
	return found === undefined ? [] : found.slice(cookie.length + 1).split('.');
}
