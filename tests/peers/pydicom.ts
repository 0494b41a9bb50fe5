/** pydicom as a second reader: asked once for a list of things, answers in JSON. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PydicomReading {
	/** keyword -> value as text, from the file */
	readonly file: Readonly<Record<string, string>>;
	/** keyword -> value as text, from our JSON */
	readonly json: Readonly<Record<string, string>>;
	/** keywords on which both don't agree */
	readonly differing: readonly string[];
	readonly transferSyntax: string;
	/** of numpy's pixel array, C order, little-endian; null when there is none or pydicom has no decoder */
	readonly pixelsSha256: string | null;
	readonly shape: readonly number[] | null;
}

const script = String.raw`
import hashlib, json, sys
import pydicom
from pydicom.dataset import Dataset
folder, count = sys.argv[1], int(sys.argv[2])
def flat(ds):
    out = {}
    for element in ds:
        if element.VR in ('SQ', 'OB', 'OW', 'UN', 'OF', 'OD') or element.tag.group == 2: continue
        many = element.value if isinstance(element.value, (list, pydicom.multival.MultiValue)) else [element.value]
        out[element.keyword or str(element.tag)] = str([float(v) if element.VR in ('DS', 'IS') and v not in (None, '') else str(v) for v in many])
    return out
answers = []
for index in range(count):
    ds = pydicom.dcmread(f'{folder}/{index}.dcm')
    with open(f'{folder}/{index}.json', encoding='utf-8') as handle:
        metadata = json.load(handle)
    read = Dataset.from_json(metadata, bulk_data_uri_handler=lambda *given: b'')
    ds.decode()
    file, told = flat(ds), flat(read)
    ours = ('SpecificCharacterSet', 'AvailableTransferSyntaxUID')
    differing = [key for key in sorted(set(file) | set(told)) if key not in ours and file.get(key) != told.get(key)]
    pixels, shape = None, None
    try:
        array = ds.pixel_array
        pixels, shape = hashlib.sha256(array.tobytes()).hexdigest(), list(array.shape)
    except Exception:
        pass
    answers.append({'file': file, 'json': told, 'differing': differing, 'transferSyntax': str(ds.file_meta.TransferSyntaxUID), 'pixelsSha256': pixels, 'shape': shape})
print(json.dumps(answers))
`;

export function readWithPydicom(
	inputs: readonly { readonly file: Uint8Array; readonly metadata: unknown }[],
): PydicomReading[] {
	const folder = mkdtempSync(join(tmpdir(), 'hub-pydicom-'));
	try {
		for (const [index, input] of inputs.entries()) {
			writeFileSync(join(folder, `${index}.dcm`), input.file);
			writeFileSync(join(folder, `${index}.json`), JSON.stringify(input.metadata));
		}
		const args = ['-c', script, folder, String(inputs.length)];
		return JSON.parse(execFileSync('/usr/bin/python3', args, { encoding: 'utf8' })) as PydicomReading[];
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
