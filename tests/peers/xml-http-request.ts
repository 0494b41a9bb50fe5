/** As much of XMLHttpRequest as `dicomweb-client` uses, over Node's fetch: the client itself runs unchanged. */
export class FetchedXmlHttpRequest {
	readyState = 0;
	status = 0;
	response: unknown = null;
	responseType = '';
	withCredentials = false;
	onreadystatechange: (() => void) | null = null;
	onprogress: (() => void) | null = null;
	onloadstart: (() => void) | null = null;
	onloadend: (() => void) | null = null;
	#method = 'GET';
	#url = '';
	#headers: [string, string][] = [];
	#answer = new Headers();

	open(method: string, url: string): void {
		this.#method = method.toUpperCase();
		this.#url = url;
	}

	setRequestHeader(name: string, value: string): void {
		this.#headers.push([name, value]);
	}

	getResponseHeader(name: string): string | null {
		return this.#answer.get(name);
	}

	getAllResponseHeaders(): string {
		return [...this.#answer].map(([name, value]) => `${name}: ${value}\r\n`).join('');
	}

	send(data?: BodyInit): void {
		void this.#run(data);
	}

	async #run(data: BodyInit | undefined): Promise<void> {
		const init = {
			method: this.#method,
			headers: this.#headers,
			...(data === undefined ? {} : { body: data }),
		};
		const answer = await fetch(this.#url, init);
		this.#answer = answer.headers;
		const bytes = await answer.arrayBuffer();
		// As in browsers: JSON that isn't JSON gives null.
		this.response =
			this.responseType === 'json'
				? json(bytes)
				: this.responseType === 'arraybuffer'
					? bytes
					: Buffer.from(bytes).toString('utf8');
		this.status = answer.status;
		this.readyState = 4;
		this.onreadystatechange?.();
		this.onloadend?.();
	}
}

function json(bytes: ArrayBuffer): unknown {
	try {
		return JSON.parse(Buffer.from(bytes).toString('utf8'));
	} catch {
		return null;
	}
}
