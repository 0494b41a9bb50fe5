/** Which stored objects may hold marks, looks or a choice of pictures. */
export const presentationClasses: readonly string[] = [
	'1.2.840.10008.5.1.4.1.1.11.1',
	'1.2.840.10008.5.1.4.1.1.11.2',
	'1.2.840.10008.5.1.4.1.1.11.3',
];
export const reportClasses = '1.2.840.10008.5.1.4.1.1.88.';
export const keyObjectClass = '1.2.840.10008.5.1.4.1.1.88.59';

export function isForeignClass(sopClass: string): boolean {
	return presentationClasses.includes(sopClass) || sopClass.startsWith(reportClasses);
}
