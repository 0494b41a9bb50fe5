import type { AuditLine, AuditOpening } from '#lib/access/audit-line.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { auditNames } from './audit-names.ts';
import type { AuditNames } from './audit-names.ts';
import type { FoundLine } from './audit-search.ts';
import { lineFacts } from './line-facts.ts';
import type { LineFacts } from './line-facts.ts';
import type { FoundOpening } from './openings.ts';

/** `patientsOf`: owners whose patients the reader may know by name. */
export async function auditLines(
	db: Database,
	found: readonly FoundLine[],
	patientsOf: readonly string[],
): Promise<AuditLine[]> {
	const read = found.map((line) => ({ line, facts: lineFacts(line.body) }));
	const names = await namesFor(
		db,
		read.map(({ facts }) => facts),
		patientsOf,
	);
	return read.map(({ line, facts }) => ({
		seq: line.seq,
		at: line.at,
		kind: facts.kind,
		action: facts.action,
		studies: facts.studies.map((uid) => names.study(uid)),
		...told(facts, names),
	}));
}

export async function auditOpenings(
	db: Database,
	found: readonly FoundOpening[],
	patientsOf: readonly string[],
): Promise<AuditOpening[]> {
	const read = found.map(({ body, ...opening }) => ({ opening, facts: lineFacts(body) }));
	const names = await namesFor(
		db,
		read.map(({ facts }) => facts),
		patientsOf,
	);
	return read.map(({ opening, facts }) => ({
		...opening,
		study: names.study(opening.study),
		...told(facts, names),
	}));
}

function told(facts: LineFacts, names: AuditNames): Pick<AuditLine, 'who' | 'through' | 'reason' | 'from'> {
	return {
		who: names.actor(facts.who, facts.hospital),
		through: facts.because?.split(':')[0] ?? null,
		reason: facts.reason,
		from: facts.from,
	};
}

async function namesFor(
	db: Database,
	facts: readonly LineFacts[],
	patientsOf: readonly string[],
): Promise<AuditNames> {
	return auditNames(db, {
		who: facts.map((each) => each.who),
		hospitals: [...new Set(facts.flatMap((each) => each.hospital ?? []))],
		studies: [...new Set(facts.flatMap((each) => each.studies))],
		patientsOf,
	});
}
