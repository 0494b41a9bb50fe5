import { Migrator } from 'kysely/migration';
import type { Database } from './schema.ts';
import { access } from './migrations/0001-access.ts';
import { catalogue } from './migrations/0002-catalogue.ts';
import { hospital } from './migrations/0003-hospital.ts';
import { people } from './migrations/0004-people.ts';
import { policy } from './migrations/0005-policy.ts';
import { worklist } from './migrations/0006-worklist.ts';
import { upload } from './migrations/0007-upload.ts';
import { sharing } from './migrations/0008-sharing.ts';
import { oversight } from './migrations/0009-oversight.ts';
import { consult } from './migrations/0010-consult.ts';
import { request } from './migrations/0011-request.ts';
import { consultPeople } from './migrations/0012-consult-people.ts';
import { answer } from './migrations/0013-answer.ts';
import { chief } from './migrations/0014-chief.ts';
import { usedOnce } from './migrations/0015-used-once.ts';
import { consultOwner } from './migrations/0016-consult-owner.ts';

/** In order of name; a migration that has been released is never edited. */
const migrations = {
	'0001-access': access,
	'0002-catalogue': catalogue,
	'0003-hospital': hospital,
	'0004-people': people,
	'0005-policy': policy,
	'0006-worklist': worklist,
	'0007-upload': upload,
	'0008-sharing': sharing,
	'0009-oversight': oversight,
	'0010-consult': consult,
	'0011-request': request,
	'0012-consult-people': consultPeople,
	'0013-answer': answer,
	'0014-chief': chief,
	'0015-used-once': usedOnce,
	'0016-consult-owner': consultOwner,
};

export async function migrate(db: Database): Promise<void> {
	const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
	const { error } = await migrator.migrateToLatest();
	if (error !== undefined) throw new Error('the database could not be brought up to date', { cause: error });
}
