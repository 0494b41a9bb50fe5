/**
 * How a page begins on a line that drops. Kit's own start asks for its scripts once: one that breaks off on the way leaves a page
 * that is read and never answers. Here each is asked for until it comes, the page says so meanwhile, and a page that
 * itself broke off in its middle is loaded again once the server answers.
 */

export interface SteadyStart {
	/** The page's modules as Kit names them. */
	readonly scripts: readonly string[];
	/** What the page says while it waits. */
	readonly waiting: string;
}

const kitsOwn = /Promise\.all\(\[\s*import\(("[^"]+")\),\s*import\(("[^"]+")\)\s*\]\)/;

/** `html` is the whole page; unchanged where Kit starts in a way that is not known here. */
export function steadyStart(html: string, { scripts, waiting }: SteadyStart): string {
	// Kit asks for the page's own components after it began: they are brought before, with all that they import.
	const components = scripts.filter((path) => path.includes('/nodes/')).map(asScript);
	return html.replace(
		kitsOwn,
		(_, start: string, app: string) =>
			`(${bringAll})([${[start, app, ...components].join(', ')}], ${asScript(waiting)})`,
	);
}

/**
 * Runs in the page. After two tries the page says what it waits for, in its last element, which is a live region. Pauses: full-jitter
 * exponential, 10 s at most, or until the browser says that the line is back.
 */
const bringAll = `(urls, words) => {
	const said = document.getElementById('line');
	const pause = (tries) => new Promise((go) => {
		addEventListener('online', go, { once: true });
		setTimeout(go, Math.random() * Math.min(10000, 300 * 2 ** tries));
	});
	const bring = (url, tries = 0) => import(url).catch(() => {
		if (tries > 0 && said) said.textContent = words;
		return pause(tries).then(() => bring(url, tries + 1));
	});
	return Promise.all(urls.map((url) => bring(url))).then((modules) => {
		if (said) said.textContent = '';
		return modules;
	});
}`;

/** Inside a script element: no text may end it. */
function asScript(text: string): string {
	return JSON.stringify(text).replaceAll('<', '\\u003c');
}
