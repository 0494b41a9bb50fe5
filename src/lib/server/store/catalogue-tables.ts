/** What is known of the studies in the archive: patients, studies, series, instances, derivations. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by the catalogue's own commit
export interface CatalogueTables {}
