/** Institution names are typed by hand at each machine: compared without their spaces' number and case. */
export function institutionKey(name: string): string {
	return name.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}
