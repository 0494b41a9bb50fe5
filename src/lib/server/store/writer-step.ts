import type { Compilable } from 'kysely';
import * as v from 'valibot';
import { WriterValue } from './writer-message.ts';
import type { WriterStep } from './writer-message.ts';

/** A query as a step of a transaction that is written aside; `expect`: the rows that it must find, their columns in the query's order. */
export function stepOf(query: Compilable, expect?: readonly object[]): WriterStep {
	const { sql, parameters } = query.compile();
	return {
		sql,
		parameters: v.parse(v.array(WriterValue), [...parameters]),
		expect: expect === undefined ? null : JSON.stringify(expect),
	};
}
