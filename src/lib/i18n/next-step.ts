import type { Words } from './th.ts';

export type NextStep = keyof Words['reasons']['nextStep'];

/** What helps against a refusal; a broken file can only be mended where it came from. */
export function nextStepOf(code: string): NextStep {
	switch (code) {
		case 'offline':
		case 'unavailable':
		case 'damaged':
		case 'aborted':
		case 'too-many-requests':
			return 'retry';
		case 'gone':
		case 'still-preparing':
			return 'reload';
		case 'sign-in':
		case 'sign-in-needed':
		case 'expired':
		case 'revoked':
		case 'device-unproved':
		case 'not-yours':
		case 'not-found':
			return 'open-link';
		case 'codec-unsupported':
		case 'codestream-arithmetic':
		case 'photometric':
		case 'video':
		case 'jpeg-xl':
			return 'other-program';
		default:
			return 'ask-sender';
	}
}
