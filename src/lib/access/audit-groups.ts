/** Kinds of audit lines as people look for them. A kind that is in no group is still shown under "everything". */
export const auditGroups = {
	opened: ['access-granted'],
	refused: ['access-refused', 'link-refused', 'sign-in-refused'],
	emergency: ['break-glass', 'emergency-searched', 'break-glass-reviewed'],
	shared: [
		'link-created',
		'link-redeemed',
		'link-revoked',
		'link-reported',
		'device-refused',
		'landing-previewed',
	],
	stored: ['instances-stored', 'upload-filed', 'upload-confirmed', 'upload-refused', 'upload-forgotten'],
	sessions: [
		'signed-in',
		'signed-out',
		'session-locked',
		'session-proved',
		'session-ended',
		'session-ended-by-admin',
	],
	consent: ['consent-changed', 'membership-granted', 'membership-ended'],
	consult: ['consult-moved', 'consult-joined', 'answer-signed', 'answer-handed-back'],
	oversight: [
		'audit-read',
		'audit-exported',
		'audit-pruned',
		'backup-restored',
		'setting-changed',
		'hospital-changed',
		'specialty-set',
		'chief-set',
	],
} as const satisfies Record<string, readonly string[]>;

export type AuditGroup = keyof typeof auditGroups;
export const auditGroupNames: readonly AuditGroup[] = [
	'opened',
	'emergency',
	'refused',
	'shared',
	'stored',
	'sessions',
	'consent',
	'consult',
	'oversight',
];
