/** What somebody is in a consult. */
export const consultRoles = ['asker', 'consultant', 'observer'] as const;
export type ConsultRole = (typeof consultRoles)[number];
