import type { Principal } from '#lib/access/decide.ts';
import type { App as HubApp } from '#lib/server/app/app.ts';
import type { FirstLook } from '#lib/server/app/first-look.ts';

declare global {
	namespace App {
		interface Error {
			code: string;
		}
		interface Locals {
			app: HubApp;
			principal: Principal;
			/** Language of this answer: Thai unless the reader chose English. */
			language: 'th' | 'en';
			/** Internal id of this request, in logs. */
			requestId: string;
			/** What the page brings of its first picture, put into the markup as it leaves. */
			firstLook?: FirstLook;
		}
	}
}

export {};
