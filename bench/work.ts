/** Everything that a bench fetches or makes: ignored by git, safe to delete. */
import { join } from 'node:path';

export const work = join(import.meta.dirname, 'work');
