/** What goes between the program and its writing thread (`writer-thread.ts`). */
import * as v from 'valibot';

export const WriterValue = v.union([v.string(), v.number(), v.bigint(), v.null(), v.instance(Uint8Array)]);

export const WriterOrder = v.object({
	id: v.number(),
	/** in one transaction; `expect`: the rows that it must find, as JSON, or nothing is written */
	steps: v.array(
		v.object({ sql: v.string(), parameters: v.array(WriterValue), expect: v.nullable(v.string()) }),
	),
});
export type WriterOrder = v.InferOutput<typeof WriterOrder>;
export type WriterStep = WriterOrder['steps'][number];

export const WriterAnswer = v.object({
	id: v.number(),
	/** null: durable */
	fault: v.nullable(v.object({ message: v.string(), code: v.nullable(v.string()) })),
});
export type WriterAnswer = v.InferOutput<typeof WriterAnswer>;
