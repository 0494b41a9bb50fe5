/** Whether the reader pays for the line by the megabyte, as far as a browser tells (Chromium only): then nothing comes unasked. */
export interface Connection {
	readonly saveData?: boolean;
	readonly type?: string;
}

export function isMetered(connection: Connection | null = ownConnection()): boolean {
	return connection !== null && (connection.saveData === true || connection.type === 'cellular');
}

function ownConnection(): Connection | null {
	const found: unknown = typeof navigator === 'undefined' ? null : Reflect.get(navigator, 'connection');
	return found !== null && typeof found === 'object' ? found : null;
}
