/** Kinds of examination as people ask for them, each as the defined terms of Modality (PS3.3 C.7.3.1.1.1) that it covers. */
import type { WorklistWords } from '#lib/i18n/areas/worklist.ts';

export type ModalityGroup = keyof WorklistWords['modalities'];

export const modalityGroups = [
	['xray', ['CR', 'DX', 'PX', 'IO']],
	['ct', ['CT']],
	['mr', ['MR']],
	['us', ['US', 'IVUS']],
	['mg', ['MG']],
	['angio', ['XA', 'RF']],
	['nuclear', ['NM', 'PT']],
	['photo', ['XC', 'GM', 'ES', 'OP', 'SM', 'DMS']],
	['heart', ['ECG', 'EPS', 'HD']],
	['papers', ['DOC', 'SR', 'KO', 'PR', 'OT']],
] as const satisfies readonly (readonly [ModalityGroup, readonly string[]])[];

/** The groups of which every term is asked for. */
export function groupsIn(modalities: readonly string[]): readonly ModalityGroup[] {
	return modalityGroups
		.filter(([, terms]) => terms.every((term) => modalities.includes(term)))
		.map(([group]) => group);
}

export function toggled(modalities: readonly string[], group: ModalityGroup): string[] {
	const terms: readonly string[] = modalityGroups.find(([name]) => name === group)?.[1] ?? [];
	const rest = modalities.filter((term) => !terms.includes(term));
	return groupsIn(modalities).includes(group) ? rest : [...rest, ...terms];
}
