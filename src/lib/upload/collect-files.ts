/** What a person dropped or picked, folders walked through, as files with the paths they had. Paths stay on this machine. */
import type { FilePlace } from '#lib/archive/upload-contract.ts';

export interface Chosen {
	readonly file: File;
	/** within what was chosen; just the name for a single file */
	readonly path: string;
}

/** Must be called before the drop event's first await: afterwards the browser forgets what was dropped. */
export function droppedEntries(transfer: DataTransfer): FileSystemEntry[] {
	return Array.from(transfer.items).flatMap((item) => item.webkitGetAsEntry() ?? []);
}

/** Stops at `limit`: a whole hard disk dropped by mistake must not hang the page. */
export async function filesOfEntries(entries: readonly FileSystemEntry[], limit: number): Promise<Chosen[]> {
	const found: Chosen[] = [];
	const waiting = [...entries];
	for (let entry = waiting.shift(); entry !== undefined && found.length <= limit; entry = waiting.shift()) {
		if (isFile(entry)) found.push({ file: await fileOf(entry), path: entry.fullPath.replace(/^\//, '') });
		else if (isFolder(entry)) waiting.push(...(await childrenOf(entry)));
	}
	return found;
}

export function filesOfList(list: FileList): Chosen[] {
	return Array.from(list, (file) => ({
		file,
		path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
	}));
}

/** A folder with a DICOMDIR at its root is a disc (PS3.10 8.6): its photographs belong to its viewer. */
export function placeOf(all: readonly Chosen[]): (chosen: Chosen) => FilePlace {
	const discs = all
		.filter((one) => /(^|\/)DICOMDIR$/i.test(one.path))
		.map((one) => one.path.slice(0, -'DICOMDIR'.length));
	return ({ path }) => {
		if (discs.some((disc) => path.startsWith(disc))) return 'disc';
		return path.includes('/') ? 'folder' : 'alone';
	};
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
	return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
	return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
	return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader gives a hundred at a time, and an empty list at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
	const reader = folder.createReader();
	const all: FileSystemEntry[] = [];
	for (;;) {
		const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
			reader.readEntries(resolve, reject),
		);
		if (some.length === 0) return all;
		all.push(...some);
	}
}
