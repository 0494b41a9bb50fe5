/** Orthanc asked as any other program asks it: over its REST and DICOMweb, behind our back. */
import type { OrthancPeer } from '../../tests/peers/orthanc.ts';

type Row = Record<string, { Value?: unknown[] } | undefined>;

export class AskedArchive {
	readonly #peer: OrthancPeer;

	constructor(peer: OrthancPeer) {
		this.#peer = peer;
	}

	/** Of a study, by QIDO-RS (PS3.18 10.6): modality and SOP Instance UID of each instance. */
	async instances(study: string): Promise<{ modality: string; uid: string }[]> {
		const answer = await this.#ask(`${this.#peer.root}/studies/${study}/instances`, {
			headers: { accept: 'application/dicom+json' },
		});
		const rows = (await answer.json()) as Row[];
		const text = (row: Row, tag: string): string => {
			const value = row[tag]?.Value?.[0];
			return typeof value === 'string' ? value : '';
		};
		return rows.map((row) => ({ modality: text(row, '00080060'), uid: text(row, '00080018') }));
	}

	/** How often something new came in, ever. */
	async arrivals(): Promise<number> {
		const { Changes } = (await (await this.#ask(`${this.#peer.rest}/changes?limit=1000`)).json()) as {
			Changes: { ChangeType: string }[];
		};
		return Changes.filter(({ ChangeType }) => ChangeType === 'NewInstance').length;
	}

	/** The file as it lies there. */
	async file(uid: string): Promise<Uint8Array> {
		const found = await this.#ask(`${this.#peer.rest}/tools/lookup`, { method: 'POST', body: uid });
		const [place] = (await found.json()) as { ID: string; Type: string }[];
		const answer = await this.#ask(`${this.#peer.rest}/instances/${place?.ID ?? ''}/file`);
		return new Uint8Array(await answer.arrayBuffer());
	}

	async #ask(
		url: string,
		init: { method?: string; body?: string; headers?: Record<string, string> } = {},
	): Promise<Response> {
		const { user, password } = this.#peer;
		const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
		const answer = await fetch(url, { ...init, headers: { ...init.headers, authorization } });
		if (!answer.ok) throw new Error(`the archive said ${answer.status}`);
		return answer;
	}
}
