/**
 * Phrases that a Thai radiologist writes many times a day, by what was examined. They are put into the text as words to be
 * changed, never chosen as codes: what is signed is what stands in the text. `…` is where a finding of this patient belongs.
 */
export const phraseSets = [
	'chest-film',
	'chest-ct',
	'head',
	'abdomen',
	'bone',
	'ultrasound',
	'wound',
	'general',
] as const;
export type PhraseSet = (typeof phraseSets)[number];

export type PhraseField = 'findings' | 'impression' | 'recommendation';

export const phraseSetNames: Readonly<Record<'th' | 'en', Readonly<Record<PhraseSet, string>>>> = {
	th: {
		'chest-film': 'เอกซเรย์ทรวงอก',
		'chest-ct': 'CT ทรวงอก',
		head: 'CT/MR สมอง',
		abdomen: 'CT ช่องท้อง',
		bone: 'เอกซเรย์กระดูก',
		ultrasound: 'อัลตราซาวด์',
		wound: 'ภาพถ่ายแผล',
		general: 'ทั่วไป',
	},
	en: {
		'chest-film': 'Chest film',
		'chest-ct': 'Chest CT',
		head: 'Head CT/MR',
		abdomen: 'Abdominal CT',
		bone: 'Bone film',
		ultrasound: 'Ultrasound',
		wound: 'Wound photo',
		general: 'General',
	},
};

const general = {
	findings: ['เทียบกับภาพเดิมวันที่ … ไม่เปลี่ยนแปลง', 'เทียบกับภาพเดิมวันที่ … ขนาดใหญ่ขึ้น', 'ไม่มีภาพเดิมให้เปรียบเทียบ'],
	impression: ['ไม่พบความผิดปกติชัดเจนจากภาพที่ส่งมา', 'ภาพไม่เพียงพอต่อการให้ความเห็น เนื่องจาก …'],
	recommendation: [
		'ให้พิจารณาร่วมกับอาการทางคลินิก',
		'ติดตามอาการ หากแย่ลงให้ปรึกษาซ้ำ',
		'แนะนำส่งต่อเพื่อตรวจเพิ่มเติม',
		'แนะนำส่งต่อทันที และโทรประสานก่อนส่ง',
	],
} as const;

type Phrases = Readonly<Record<PhraseField, readonly string[]>>;

export const phrases: Readonly<Record<PhraseSet, Phrases>> = {
	'chest-film': {
		findings: [
			'ไม่พบ infiltration หรือก้อนในปอดทั้งสองข้าง',
			'พบ infiltration ที่ปอดกลีบ … ข้าง …',
			'พบก้อนทึบขอบเรียบขนาดประมาณ … ที่ปอดข้าง …',
			'พบน้ำในช่องเยื่อหุ้มปอดข้าง … ปริมาณ …',
			'พบลมในช่องเยื่อหุ้มปอดข้าง … ไม่มีการดันเบียดเมดิแอสตินัม',
			'ขนาดหัวใจอยู่ในเกณฑ์ปกติ',
			'หัวใจโต CT ratio ประมาณ …',
			'มุมซี่โครงกับกะบังลมแหลมทั้งสองข้าง',
			'กระดูกทรวงอกไม่พบรอยหัก',
			'ปลายท่อช่วยหายใจอยู่เหนือ carina … ซม.',
		],
		impression: [
			'ภาพรังสีทรวงอกอยู่ในเกณฑ์ปกติ',
			'เข้าได้กับปอดอักเสบของปอดข้าง …',
			'สงสัยวัณโรคปอด โดยตำแหน่งเด่นที่ปอดกลีบบน',
			'ก้อนในปอดข้าง … ต้องตรวจแยกมะเร็งปอด',
			'เข้าได้กับภาวะน้ำท่วมปอด',
			'Pneumothorax ข้าง …',
		],
		recommendation: [
			'ส่งเสมหะตรวจ AFB และ GeneXpert พร้อมแยกผู้ป่วยระหว่างรอผล',
			'แนะนำ CT ทรวงอกฉีดสารทึบรังสี',
			'เอกซเรย์ทรวงอกซ้ำใน 6–8 สัปดาห์หลังรักษา เพื่อยืนยันว่าหายสนิท',
			'พิจารณาใส่ท่อระบายทรวงอก และเอกซเรย์ซ้ำหลังใส่',
		],
	},
	'chest-ct': {
		findings: [
			'พบก้อนที่ปอดกลีบ … ขนาด … ขอบ …',
			'พบ ground-glass opacity กระจายที่ …',
			'พบโพรงผนังหนาที่ปอดกลีบ …',
			'ต่อมน้ำเหลืองเมดิแอสตินัมโต แกนสั้น … มม.',
			'ไม่พบต่อมน้ำเหลืองโตผิดปกติ',
			'ไม่พบลิ่มเลือดในหลอดเลือดแดงปอดถึงแขนงระดับ segmental',
			'พบลิ่มเลือดอุดในหลอดเลือดแดงปอดข้าง …',
			'ไม่พบน้ำในช่องเยื่อหุ้มปอด',
			'ต่อมหมวกไตและตับส่วนที่เห็นไม่พบรอยโรค',
		],
		impression: [
			'ก้อนที่ปอดกลีบ … สงสัยมะเร็งปอด',
			'ก้อนเล็กในปอด ขนาด … มม. ความเสี่ยงต่ำ',
			'เข้าได้กับการติดเชื้อในปอด',
			'Acute pulmonary embolism',
		],
		recommendation: [
			'แนะนำตรวจชิ้นเนื้อ และปรึกษาอายุรแพทย์โรคปอด',
			'ติดตาม CT ทรวงอกแบบ low dose ใน … เดือน',
			'เริ่มยาต้านการแข็งตัวของเลือดหากไม่มีข้อห้าม และส่งต่อทันที',
		],
	},
	head: {
		findings: [
			'ไม่พบเลือดออกในกะโหลกศีรษะ',
			'พบเลือดออกในเนื้อสมองที่ … ปริมาตรประมาณ … มล.',
			'พบ subdural hematoma ข้าง … หนา … มม.',
			'พบ epidural hematoma ข้าง … หนา … มม.',
			'Midline shift … มม. ไปทาง …',
			'พบ early ischemic change ที่ … ASPECTS …',
			'ไม่พบ hyperdense vessel sign',
			'โพรงน้ำในสมองขนาดปกติ ไม่มี hydrocephalus',
			'Basal cistern ยังเห็นชัด',
			'ไม่พบรอยแตกของกะโหลกศีรษะ',
		],
		impression: [
			'ไม่พบเลือดออกหรือก้อนในสมอง',
			'Acute ischemic stroke ในบริเวณหลอดเลือด …',
			'เลือดออกในสมองเฉียบพลัน',
			'บาดเจ็บที่ศีรษะ มีเลือดออกที่ต้องปรึกษาศัลยแพทย์ระบบประสาท',
		],
		recommendation: [
			'ปรึกษาศัลยแพทย์ระบบประสาททันที',
			'เข้าเกณฑ์ stroke fast track ให้ส่งต่อทันที',
			'สังเกตอาการทางระบบประสาททุก 1 ชั่วโมง และ CT สมองซ้ำใน … ชั่วโมง',
			'ควบคุมความดันโลหิตตามแนวทาง ระหว่างรอส่งต่อ',
		],
	},
	abdomen: {
		findings: [
			'ไส้ติ่งโตเส้นผ่านศูนย์กลาง … มม. ผนังหนา มีไขมันรอบ ๆ อักเสบ',
			'ไส้ติ่งขนาดปกติ',
			'พบลมนอกลำไส้ใต้กะบังลม',
			'ลำไส้เล็กโป่งพอง จุดเปลี่ยนขนาดที่ …',
			'พบก้อนในตับกลีบ … ขนาด … ลักษณะ …',
			'ถุงน้ำดีผนังหนา มีนิ่ว',
			'กรวยไตข้าง … โป่ง พบนิ่วขนาด … มม. ที่ …',
			'ไม่พบน้ำในช่องท้อง',
		],
		impression: [
			'ไส้ติ่งอักเสบเฉียบพลัน ไม่แตก',
			'ไส้ติ่งอักเสบแตก',
			'ทางเดินอาหารทะลุ',
			'ลำไส้อุดตัน',
			'นิ่วในท่อไตข้าง … ร่วมกับไตบวมน้ำ',
		],
		recommendation: [
			'ปรึกษาศัลยแพทย์ทันที',
			'งดน้ำงดอาหาร ให้สารน้ำและยาปฏิชีวนะระหว่างรอส่งต่อ',
			'แนะนำ CT 3 phase ของตับ',
		],
	},
	bone: {
		findings: [
			'พบรอยหักที่ … ไม่เคลื่อน',
			'พบรอยหักที่ … เคลื่อน … มม. มุม … องศา',
			'แนวกระดูกและข้อปกติ ไม่พบรอยหัก',
			'พบข้อ … เคลื่อนไปทาง …',
			'พบ fat pad sign สงสัยรอยหักที่มองไม่เห็น',
			'เนื้อเยื่ออ่อนบวม ไม่พบสิ่งแปลกปลอมทึบรังสี',
		],
		impression: ['กระดูก … หัก', 'ไม่พบกระดูกหักชัดเจน', 'ข้อเคลื่อน'],
		recommendation: [
			'ใส่เฝือกอ่อน และนัดเอกซเรย์ซ้ำใน 7–10 วัน',
			'จัดกระดูกให้เข้าที่ แล้วเอกซเรย์ซ้ำ',
			'ปรึกษาศัลยแพทย์ออร์โธปิดิกส์',
			'ตรวจชีพจรและระบบประสาทส่วนปลายซ้ำทุก 1 ชั่วโมง',
		],
	},
	ultrasound: {
		findings: [
			'ถุงน้ำดีพบนิ่ว ผนังไม่หนา',
			'ท่อน้ำดีร่วมขนาด … มม.',
			'ตับเนื้อหยาบ ขอบไม่เรียบ',
			'ไตทั้งสองข้างขนาดปกติ ไม่มีกรวยไตโป่ง',
			'พบน้ำในช่องท้องปริมาณ …',
			'การบีบตัวของหัวใจห้องล่างซ้ายปกติโดยประมาณ',
			'พบน้ำในเยื่อหุ้มหัวใจ หนา … มม.',
		],
		impression: ['นิ่วในถุงน้ำดี', 'ตับแข็ง', 'ตรวจได้จำกัดจากลมในลำไส้'],
		recommendation: ['แนะนำตรวจซ้ำเมื่องดอาหารครบ 6 ชั่วโมง', 'ส่งตรวจ CT เพิ่มเติม'],
	},
	wound: {
		findings: [
			'แผลขนาด … ซม. พื้นแผลสีแดงดี',
			'พื้นแผลมีเนื้อตายสีดำ ประมาณร้อยละ …',
			'ผิวหนังรอบแผลแดงลามออกไป … ซม.',
			'มีหนองที่พื้นแผล',
		],
		impression: ['แผลสะอาด กำลังหาย', 'แผลติดเชื้อ', 'สงสัย necrotizing fasciitis'],
		recommendation: [
			'ล้างแผลวันละครั้ง และถ่ายภาพติดตามใน 3 วัน',
			'ให้ยาปฏิชีวนะและนัดดูแผลใน 48 ชั่วโมง',
			'ส่งต่อศัลยแพทย์ทันทีเพื่อผ่าตัดเปิดแผล',
		],
	},
	general,
};

/** Which phrases are offered first, by DICOM modality (PS3.3 C.7.3.1.1.1); the reader may choose others. */
export function phraseSetOf(modality: string | null): PhraseSet {
	switch (modality) {
		case 'CR':
		case 'DX':
			return 'chest-film';
		case 'CT':
			return 'chest-ct';
		case 'MR':
			return 'head';
		case 'US':
			return 'ultrasound';
		case 'XC':
			return 'wound';
		default:
			return 'general';
	}
}

/** How a phrase is joined to what stands there: its own line. */
export function phraseEdit(text: string, phrase: string): { readonly at: number; readonly inserted: string } {
	const joined = text === '' || text.endsWith('\n') ? '' : '\n';
	return { at: text.length, inserted: `${joined}${phrase}` };
}
