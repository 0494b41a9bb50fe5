/** Who asks: the four kinds of caller the policy knows. */
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { Staff } from './staff.ts';

/** What can be given for one study, by a link or by a consult. */
export type Right = 'view' | 'annotate' | 'download';

/** What one redeemed share link gives: exactly its studies and rights until it ends. */
export interface Grant {
	readonly linkId: string;
	readonly studies: readonly StudyUid[];
	readonly rights: readonly Right[];
	readonly expiresAt: number;
	readonly revokedAt: number | null;
}

/** A browser that redeemed one or more share links; each grant stands and ends alone. */
export interface Guest {
	readonly kind: 'guest';
	readonly sessionId: string;
	readonly grants: readonly Grant[];
	readonly expiresAt: number;
	/**
	 * `bound`: the device proved itself a moment ago. `unproved`: it must, before anything is given. `unbound`: this browser can keep
	 * no key; its session is short instead.
	 */
	readonly device: 'bound' | 'unbound' | 'unproved';
}

/** `consent`: tells us that a patient's consent changed. */
export type ServiceScope = 'search' | 'read' | 'store' | 'consent';

/** Another system with a token an operator made (an archive that stores, a workstation that queries). */
export interface Service {
	readonly kind: 'service';
	readonly tokenId: string;
	readonly name: string;
	/** hcode: it reaches this hospital's studies only, and what it stores belongs to it; null: a system of the hub itself */
	readonly hospital: string | null;
	readonly scopes: readonly ServiceScope[];
	readonly expiresAt: number;
	readonly revokedAt: number | null;
}

export type Principal = { readonly kind: 'anonymous' } | Guest | Service | Staff;
