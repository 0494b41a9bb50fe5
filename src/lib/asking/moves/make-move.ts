import * as v from 'valibot';
import type { Result } from '#lib/base/result.ts';
import { ConsultItem } from '#lib/consult/request/consult-view.ts';
import type { MoveOrder } from '#lib/consult/request/consult-view.ts';
import { askServer } from '#lib/session/ask-server.ts';

/** The consult as it stands then; null: no longer this person's. */
export function makeMove(id: string, order: MoveOrder): Promise<Result<ConsultItem | null, string>> {
	return askServer(`/api/consults/${id}/moves`, v.nullable(ConsultItem), order);
}
