/**
 * The same invented studies on both sides. Here they are put into the store as ingest would write them; Orthanc gets each as a
 * small file by its own door, since its index is nobody else's to write.
 */
import type { Dataset } from '#lib/dicom/dataset.ts';
import { explicitLittleEndian, writePart10 } from '#lib/dicom/part10/part10-writer.ts';
import type { OrthancPeer } from '../../tests/peers/orthanc.ts';
import { manyStudy } from '../../tests/peers/many-studies.ts';
import type { ManyStudy } from '../../tests/peers/many-studies.ts';

const computedRadiography = '1.2.840.10008.5.1.4.1.1.1';
const sentAtOnce = 4;

/** A file of a few hundred bytes, without pixels: lists don't look at them. */
function fileOf(study: ManyStudy): Uint8Array {
	const dataset: Dataset = {
		'00080016': { vr: 'UI', Value: [computedRadiography] },
		'00080018': { vr: 'UI', Value: [`${study.uid}.1.1`] },
		'00080020': { vr: 'DA', Value: [study.date] },
		'00080030': { vr: 'TM', Value: [study.time] },
		'00080050': { vr: 'SH', Value: [study.accession] },
		'00080060': { vr: 'CS', Value: [study.modality.split('\\')[0] ?? 'OT'] },
		'00081030': { vr: 'LO', Value: ['CHEST'] },
		'00100010': { vr: 'PN', Value: [{ Alphabetic: study.patientName }] },
		'00100020': { vr: 'LO', Value: [study.patientId] },
		'00100030': { vr: 'DA', Value: ['19700101'] },
		'00100040': { vr: 'CS', Value: ['M'] },
		'0020000D': { vr: 'UI', Value: [study.uid] },
		'0020000E': { vr: 'UI', Value: [`${study.uid}.1`] },
		'00200011': { vr: 'IS', Value: [1] },
		'00200013': { vr: 'IS', Value: [1] },
	};
	return writePart10({ dataset, transferSyntax: explicitLittleEndian });
}

/** Adds the studies `from` to `to`; studies a second. */
export async function fillOrthanc(peer: OrthancPeer, from: number, to: number): Promise<number> {
	const authorization = `Basic ${Buffer.from(`${peer.user}:${peer.password}`).toString('base64')}`;
	const started = performance.now();
	let next = from;
	const send = async (): Promise<void> => {
		while (next < to) {
			const body = Buffer.from(fileOf(manyStudy(next++)));
			const answer = await fetch(`${peer.rest}/instances`, {
				method: 'POST',
				headers: { authorization },
				body,
			});
			await answer.arrayBuffer();
			if (!answer.ok) throw new Error(`Orthanc refused a file: ${answer.status}`);
		}
	};
	await Promise.all(Array.from({ length: sentAtOnce }, send));
	return Math.round((to - from) / ((performance.now() - started) / 1000));
}
