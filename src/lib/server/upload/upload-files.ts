/**
 * The folder in which files wait. Each lies under its own id, which we made: nothing that a sender writes becomes part of a path.
 */
import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '#lib/server/archive/durable-file.ts';

const built = '.dcm';

export class UploadFiles {
	readonly folder: string;

	constructor(folder: string) {
		this.folder = folder;
	}

	async prepare(): Promise<void> {
		await mkdir(this.folder, { recursive: true, mode: 0o700 });
	}

	/** The bytes as they were sent. */
	path(id: string): string {
		return join(this.folder, id);
	}

	/** The object made from a photograph. */
	builtPath(id: string): string {
		return join(this.folder, `${id}${built}`);
	}

	/** Bytes that have come; null when none did. */
	async received(id: string): Promise<number | null> {
		try {
			return (await stat(this.path(id))).size;
		} catch (error) {
			if (errorCode(error) === 'ENOENT') return null;
			throw error;
		}
	}

	async forget(id: string): Promise<void> {
		await rm(this.path(id), { force: true });
		await rm(this.builtPath(id), { force: true });
	}

	/** Whether there is room for so many bytes, with a gibibyte left for everybody else. */
	async roomFor(bytes: number): Promise<boolean> {
		const disk = await statfs(this.folder);
		return disk.bavail * disk.bsize > bytes + 1024 ** 3;
	}

	/** Ids that have a file here. */
	async present(): Promise<string[]> {
		const names = await readdir(this.folder);
		return [...new Set(names.map((name) => (name.endsWith(built) ? name.slice(0, -built.length) : name)))];
	}
}
