/** PS3.16 CID 29 and CID 100, for the modalities a hospital sends. */
import { dcm, sct } from './coded.ts';
import type { Code } from './coded.ts';

const modalities: Readonly<Record<string, { readonly name: string; readonly procedure: Code }>> = {
	CR: { name: 'Computed Radiography', procedure: sct('363680008', 'Radiographic imaging') },
	DX: { name: 'Digital Radiography', procedure: sct('363680008', 'Radiographic imaging') },
	CT: { name: 'Computed Tomography', procedure: sct('77477000', 'Computed tomography') },
	MR: { name: 'Magnetic Resonance', procedure: sct('113091000', 'Magnetic resonance imaging') },
	US: { name: 'Ultrasound', procedure: sct('16310003', 'Ultrasonography') },
	MG: { name: 'Mammography', procedure: sct('71651007', 'Mammography') },
	NM: { name: 'Nuclear Medicine', procedure: sct('363679005', 'Imaging') },
	PT: { name: 'Positron emission tomography', procedure: sct('363679005', 'Imaging') },
	XA: { name: 'X-Ray Angiography', procedure: sct('363679005', 'Imaging') },
	RF: { name: 'Radiofluoroscopy', procedure: sct('363679005', 'Imaging') },
	OP: { name: 'Ophthalmic Photography', procedure: sct('363679005', 'Imaging') },
	XC: { name: 'External-camera Photography', procedure: sct('363679005', 'Imaging') },
	ES: { name: 'Endoscopy', procedure: sct('363679005', 'Imaging') },
};

export function modalityCode(modality: string): Code {
	const known = modalities[modality];
	return known === undefined ? dcm('OT', 'Other') : dcm(modality, known.name);
}

export function procedureCode(modality: string): Code {
	return modalities[modality]?.procedure ?? sct('363679005', 'Imaging');
}
