/**
 * Who may do what, as one pure table-tested function: the server decides with it, the browser explains with it.
 * Default deny. What a principal may not see does not exist for it: routes answer `forbidden` and `unknown` alike (threat 1).
 */
import type { StudyUid } from '#lib/dicom/uid.ts';

export type Right = 'view' | 'annotate' | 'download';

export type Principal =
	| { readonly kind: 'anonymous' }
	/** Someone who redeemed a share link: exactly its studies and rights until it ends. */
	| {
			readonly kind: 'guest';
			readonly sessionId: string;
			readonly linkId: string;
			readonly studies: readonly StudyUid[];
			readonly rights: readonly Right[];
			readonly expiresAt: number;
			readonly revokedAt: number | null;
	  }
	/** Another system with a token an operator made (an archive that stores, a workstation that queries). */
	| {
			readonly kind: 'service';
			readonly tokenId: string;
			readonly name: string;
			readonly scopes: readonly ServiceScope[];
			readonly expiresAt: number;
			readonly revokedAt: number | null;
	  };

export type ServiceScope = 'search' | 'read' | 'store';

export type Request =
	| { readonly action: 'view' | 'annotate' | 'download'; readonly study: StudyUid }
	/** A search: guests are answered from their own studies only. */
	| { readonly action: 'search' }
	| { readonly action: 'store'; readonly study: StudyUid | null };

export type Decision =
	| { readonly allow: true; readonly because: string }
	| { readonly allow: false; readonly reason: DenyReason };

export type DenyReason = 'sign-in-needed' | 'expired' | 'revoked' | 'not-yours';
