/** A browser without a screen: keeps cookies as one does (path, expiry, HttpOnly all the same), follows redirects step by step. */

export interface Step {
	readonly status: number;
	readonly url: URL;
	/** where it was sent on to */
	readonly location: URL | null;
	readonly text: string;
	readonly headers: Headers;
}

export class Browser {
	readonly #jars = new Map<string, Map<string, string>>();

	/** One request, no redirect followed. */
	async step(address: string | URL, form?: Readonly<Record<string, string>>): Promise<Step> {
		const url = new URL(address);
		const jar = this.#jarOf(url);
		const headers: Record<string, string> = {
			cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
			connection: 'close',
		};
		if (form !== undefined) headers['origin'] = url.origin;
		const answer = await fetch(url, {
			method: form === undefined ? 'GET' : 'POST',
			headers,
			redirect: 'manual',
			...(form === undefined ? {} : { body: new URLSearchParams(form) }),
		});
		for (const cookie of answer.headers.getSetCookie()) keep(jar, cookie);
		const location = answer.headers.get('location');
		return {
			status: answer.status,
			url,
			location: location === null ? null : new URL(location, url),
			text: await answer.text(),
			headers: answer.headers,
		};
	}

	/** The same, and wherever it is sent on to, until a page answers or an address of `stop` is reached. */
	async go(
		address: string | URL,
		options: { readonly form?: Readonly<Record<string, string>>; readonly stop?: RegExp } = {},
	): Promise<Step> {
		let step = await this.step(address, options.form);
		for (let n = 0; step.location !== null && n < 20; n++) {
			if (options.stop?.test(step.location.href) === true) return step;
			step = await this.step(step.location);
		}
		return step;
	}

	cookies(origin: string): ReadonlyMap<string, string> {
		return this.#jarOf(new URL(origin));
	}

	#jarOf({ host }: URL): Map<string, string> {
		const jar = this.#jars.get(host) ?? new Map<string, string>();
		this.#jars.set(host, jar);
		return jar;
	}
}

function keep(jar: Map<string, string>, cookie: string): void {
	const [pair = '', ...attributes] = cookie.split(';');
	const name = pair.slice(0, pair.indexOf('='));
	const value = pair.slice(pair.indexOf('=') + 1);
	const gone = attributes.some((each) => /^\s*(max-age=0|expires=Thu, 01 Jan 1970)/i.test(each));
	if (gone) jar.delete(name.trim());
	else jar.set(name.trim(), value);
}
