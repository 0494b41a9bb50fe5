import type { Migration } from 'kysely/migration';

export const catalogue: Migration = {
	async up() {
		// filled by the catalogue's own commit
	},
};
