/**
 * Text from a file made safe to stand beside our own words: control characters, and the invisible marks that turn the reading
 * direction or hide letters, are dropped, so that a name can't pose as another one. ZWJ and ZWNJ stay: scripts need them.
 */
const unseen =
	/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]/g;

export function displayText(text: string): string {
	return text.replace(unseen, '').replace(/[\t\n]+/g, ' ');
}
