/**
 * JSON lines on the server's standard output. Event names in kebab-case, fields are internal ids, counts and codes only:
 * never a patient's name, hospital number, DICOM text or UID (threat 22).
 */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

const order: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };
let threshold: LogLevel = 'info';

export function setLogLevel(level: LogLevel): void {
	threshold = level;
}

export function log(level: LogLevel, event: string, fields: LogFields = {}): void {
	if (order[level] < order[threshold]) return;
	waiting += `${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields })}\n`;
	if (level === 'warn' || level === 'error' || waiting.length > mostWaiting) writeWaiting();
	else soon ??= setImmediate(writeWaiting);
}

/**
 * Lines of one turn of the event loop leave together: a write to a pipe waits for the kernel, and for a frame out of memory it was a
 * quarter of the work. What went wrong leaves at once, and nothing stays behind when the process ends.
 */
let waiting = '';
let soon: NodeJS.Immediate | null = null;
const mostWaiting = 64 * 1024;

function writeWaiting(): void {
	if (soon !== null) clearImmediate(soon);
	soon = null;
	const lines = waiting;
	waiting = '';
	if (lines !== '') process.stdout.write(lines);
}

process.once('exit', writeWaiting);

/** An error as log fields: its class and code only, since messages may quote what came from outside. */
export function errorFields(error: unknown): LogFields {
	if (!(error instanceof Error)) return { error: typeof error };
	const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
	return { error: error.name, code, where: error.stack?.split('\n')[1]?.trim() ?? null };
}
