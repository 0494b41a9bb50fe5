/** Why the server can't start, in the operator's words: the variable to look at and what is wrong with what it names. */
export class StartProblem extends Error {
	readonly variable: string;

	constructor(variable: string, problem: string, cause: unknown) {
		super(`${variable} ${problem}`, { cause });
		this.name = 'StartProblem';
		this.variable = variable;
	}
}

/** The system's own code (ECONNREFUSED, EACCES, 28P01), never its message, which may quote a password. */
export function faultCode(error: unknown): string {
	if (error instanceof AggregateError) return faultCode(error.errors[0]);
	if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
	if (error instanceof Error && error.cause !== undefined) return faultCode(error.cause);
	return error instanceof Error ? error.name : 'unknown';
}
