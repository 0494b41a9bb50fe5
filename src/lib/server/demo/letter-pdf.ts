/**
 * A one-page PDF 1.4 with the fonts that every reader has. They hold no Thai, so the letter is in English: a Thai font
 * without shaping would print the marks in wrong places.
 */
const lines: readonly (readonly [size: number, gap: number, text: string])[] = [
	[17, 0, 'Huai Sai Ngam District Hospital'],
	[10, 17, 'Invented hospital of the Imaging HUB Consult demo. Not a real patient.'],
	[14, 40, 'Referral letter'],
	[11, 26, 'Date: 31 January 2025 (B.E. 2568)        HN: 0012345'],
	[11, 17, 'Patient: Mr Somchai Jaidee, male, 54 years'],
	[11, 17, 'To: Chest clinic, Thara Mahanakhon Hospital'],
	[12, 34, 'Reason for referral'],
	[11, 19, 'A nodule of the right upper lobe, about 12 mm, seen on the chest film of 29 January'],
	[11, 16, 'and confirmed by CT on 30 January. It measured about 7 mm on the CT of January 2024.'],
	[12, 30, 'History'],
	[11, 19, 'Smoked 20 pack-years, stopped in 2019. Cough for six weeks, no haemoptysis, no fever.'],
	[11, 16, 'Weight loss 3 kg in three months. No known contact with tuberculosis.'],
	[11, 16, 'Laceration of the left forearm on 29 January, sutured here (photograph attached).'],
	[12, 30, 'Done so far'],
	[11, 19, 'Chest film, contrast CT of the chest, MR of the brain, echocardiography.'],
	[11, 16, 'Sputum AFB 3 times: negative.'],
	[12, 30, 'Question'],
	[11, 19, 'Is this nodule suspicious? Should he be sent for biopsy, or followed here?'],
	[11, 48, 'Wit Wongthong, MD'],
	[10, 15, 'Huai Sai Ngam District Hospital'],
];

export function letterPdf(): Uint8Array {
	const content = page();
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R /Lang (en) >>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>',
		`<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>',
	];
	let text = '%PDF-1.4\n';
	const offsets: number[] = [];
	objects.forEach((body, index) => {
		offsets.push(text.length);
		text += `${index + 1} 0 obj\n${body}\nendobj\n`;
	});
	const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
	const size = objects.length + 1;
	text += `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
	return new TextEncoder().encode(text);
}

function page(): string {
	let y = 780;
	let out = '0.2 0.45 0.5 rg 56 800 483 3 re f\n0.1 g\n';
	for (const [size, gap, text] of lines) {
		y -= gap;
		const font = size > 11 ? 'F2' : 'F1';
		out += `BT /${font} ${size} Tf 56 ${y} Td (${text.replace(/([\\()])/g, '\\$1')}) Tj ET\n`;
	}
	return out;
}
