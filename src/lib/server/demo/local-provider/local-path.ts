/** Where the local identity provider is mounted. */
export const localPath = '/idp';

export function isLocalPath(url: string | undefined): boolean {
	return url !== undefined && /^\/idp(?:[/?]|$)/.test(url);
}
