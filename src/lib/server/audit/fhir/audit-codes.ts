/**
 * How each kind of line is told in FHIR R4 AuditEvent: codes of DICOM PS3.16 CID 400 (audit event id) as IHE ATNA and BALP use
 * them, and R4's action codes.
 */
export interface AuditCode {
	readonly code: string;
	readonly display: string;
}

const dicom = {
	activity: { code: '110100', display: 'Application Activity' },
	logUsed: { code: '110101', display: 'Audit Log Used' },
	accessed: { code: '110103', display: 'DICOM Instances Accessed' },
	transferred: { code: '110104', display: 'DICOM Instances Transferred' },
	exported: { code: '110106', display: 'Export' },
	patientRecord: { code: '110110', display: 'Patient Record' },
	query: { code: '110112', display: 'Query' },
	security: { code: '110113', display: 'Security Alert' },
	signIn: { code: '110114', display: 'User Authentication' },
} as const satisfies Record<string, AuditCode>;

/** Create, read, update, delete, execute. */
export type AuditAction = 'C' | 'R' | 'U' | 'D' | 'E';

export interface AuditMeaning {
	readonly type: AuditCode;
	readonly action: AuditAction;
	/** 0 success, 4 a refusal that the caller can mend, 8 a refusal of what they tried */
	readonly outcome: '0' | '4' | '8';
}

const kinds: Readonly<Record<string, AuditMeaning>> = {
	'link-created': { type: dicom.exported, action: 'C', outcome: '0' },
	'link-redeemed': { type: dicom.signIn, action: 'E', outcome: '0' },
	'link-refused': { type: dicom.signIn, action: 'E', outcome: '4' },
	'link-revoked': { type: dicom.security, action: 'D', outcome: '0' },
	'session-ended': { type: dicom.signIn, action: 'E', outcome: '0' },
	'signed-in': { type: dicom.signIn, action: 'E', outcome: '0' },
	'signed-out': { type: dicom.signIn, action: 'E', outcome: '0' },
	'session-locked': { type: dicom.signIn, action: 'E', outcome: '0' },
	'session-proved': { type: dicom.signIn, action: 'E', outcome: '0' },
	'session-ended-by-admin': { type: dicom.security, action: 'D', outcome: '0' },
	'setting-changed': { type: dicom.security, action: 'U', outcome: '0' },
	'token-created': { type: dicom.security, action: 'C', outcome: '0' },
	'token-revoked': { type: dicom.security, action: 'D', outcome: '0' },
	'access-refused': { type: dicom.security, action: 'R', outcome: '8' },
	'instances-stored': { type: dicom.transferred, action: 'C', outcome: '0' },
	'membership-granted': { type: dicom.security, action: 'C', outcome: '0' },
	'membership-ended': { type: dicom.security, action: 'D', outcome: '0' },
	'link-reported': { type: dicom.security, action: 'E', outcome: '0' },
	'landing-previewed': { type: dicom.security, action: 'R', outcome: '0' },
	'device-refused': { type: dicom.signIn, action: 'E', outcome: '4' },
	'consent-changed': { type: dicom.security, action: 'U', outcome: '0' },
	'break-glass': { type: dicom.security, action: 'E', outcome: '0' },
	'emergency-searched': { type: dicom.query, action: 'E', outcome: '0' },
	'break-glass-reviewed': { type: dicom.logUsed, action: 'U', outcome: '0' },
	'hospital-changed': { type: dicom.security, action: 'U', outcome: '0' },
	'sign-in-refused': { type: dicom.signIn, action: 'E', outcome: '4' },
	'consult-joined': { type: dicom.patientRecord, action: 'R', outcome: '0' },
	'consult-moved': { type: dicom.patientRecord, action: 'U', outcome: '0' },
	'answer-signed': { type: dicom.patientRecord, action: 'C', outcome: '0' },
	'answer-handed-back': { type: dicom.transferred, action: 'C', outcome: '0' },
	'chief-set': { type: dicom.security, action: 'U', outcome: '0' },
	'specialty-set': { type: dicom.security, action: 'U', outcome: '0' },
	'upload-confirmed': { type: dicom.transferred, action: 'E', outcome: '0' },
	'upload-filed': { type: dicom.transferred, action: 'C', outcome: '0' },
	'upload-refused': { type: dicom.transferred, action: 'C', outcome: '4' },
	'upload-forgotten': { type: dicom.transferred, action: 'D', outcome: '0' },
	'audit-read': { type: dicom.logUsed, action: 'R', outcome: '0' },
	'audit-exported': { type: dicom.logUsed, action: 'R', outcome: '0' },
	'audit-pruned': { type: dicom.logUsed, action: 'D', outcome: '0' },
	'backup-restored': { type: dicom.activity, action: 'U', outcome: '0' },
};

const granted: Readonly<Record<string, AuditMeaning>> = {
	view: { type: dicom.accessed, action: 'R', outcome: '0' },
	annotate: { type: dicom.accessed, action: 'U', outcome: '0' },
	download: { type: dicom.exported, action: 'R', outcome: '0' },
	share: { type: dicom.exported, action: 'C', outcome: '0' },
	search: { type: dicom.query, action: 'E', outcome: '0' },
	store: { type: dicom.transferred, action: 'C', outcome: '0' },
	'read-audit': { type: dicom.logUsed, action: 'R', outcome: '0' },
	'break-glass': { type: dicom.security, action: 'E', outcome: '0' },
};

/** A kind nobody has told us of is an act of the application: exported all the same, never left out. */
const unknown: AuditMeaning = { type: dicom.activity, action: 'E', outcome: '0' };

export function auditMeaning(kind: string, action: string): AuditMeaning {
	const table = kind === 'access-granted' ? granted : kinds;
	const key = kind === 'access-granted' ? action : kind;
	return (Object.hasOwn(table, key) ? table[key] : undefined) ?? unknown;
}
