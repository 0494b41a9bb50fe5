/**
 * Every word on screen, Thai first: this file is the source and `en.ts` is typed against it, so a missing English word stops
 * the build. Medical words that Thai doctors say in English (window, HU, CT) stay so. Sentences for codes: `th-reasons.ts`.
 */
import type { Age } from './age.ts';
import { reasons } from './th-reasons.ts';

const number = new Intl.NumberFormat('th-TH-u-nu-latn');

const ageUnits = { year: 'ปี', month: 'เดือน', week: 'สัปดาห์', day: 'วัน' } satisfies Record<Age['unit'], string>;

export const th = {
	reasons,

	product: 'MOPH Imaging HUB',
	viewer: 'ดูภาพทางการแพทย์',

	action: {
		close: 'ปิด',
		retry: 'ลองอีกครั้ง',
		more: 'เพิ่มเติม',
		open: 'เปิด',
		backToLink: 'ไปหน้าเปิดลิงก์',
		skipToImage: 'ข้ามไปที่ภาพ',
		otherLanguage: 'English',
		switchLanguage: 'เปลี่ยนภาษา: English',
	},

	patient: {
		strip: 'ผู้ป่วยและการตรวจ',
		noName: 'ไม่มีชื่อผู้ป่วยในแฟ้ม',
		hn: 'HN',
		noHn: 'ไม่มี HN',
		noIssuer: 'ไม่ระบุโรงพยาบาลเจ้าของ HN',
		sex: { M: 'ชาย', F: 'หญิง', O: 'อื่น ๆ' },
		sexShort: { M: 'ช', F: 'ญ', O: 'อื่น ๆ' },
		sexUnknown: 'ไม่ระบุเพศ',
		age: (age: Age) => `${age.count} ${ageUnits[age.unit]}`,
		ageUnknown: 'ไม่ทราบอายุ',
		born: (day: string) => `เกิด ${day}`,
		guessed: 'เดารหัสอักษร',
		guessedLong: 'อ่านด้วยการเดารหัสอักษร',
		guessedExplain: 'แฟ้มระบุรหัสอักษรไม่ตรงกับตัวอักษรจริง ระบบจึงเดาให้อ่านออก โปรดเทียบกับ HN และวันเกิดก่อนใช้ชื่อนี้',
		damaged: 'ชื่อเสียหาย',
		damagedExplain: 'ตัวอักษรบางส่วนในแฟ้มหายไปและกู้คืนไม่ได้ โปรดยืนยันตัวผู้ป่วยด้วย HN และวันเกิด',
		asDeclared: 'ตามที่แฟ้มระบุ',
		asRead: 'ตามที่อ่านได้',
		latin: 'อักษรโรมัน',
		buddhistYear: 'ปีในแฟ้มเป็น พ.ศ.',
		buddhistYearExplain: 'แฟ้มเขียนปีเป็น พ.ศ. ซึ่งผิดมาตรฐาน DICOM ระบบจึงแปลงให้',
		details: 'รายละเอียดผู้ป่วย',
		birthDate: 'วันเกิด',
		studyDate: 'วันที่ตรวจ',
		noStudyDate: 'ไม่ทราบวันที่ตรวจ',
		accession: 'เลขที่ส่งตรวจ',
		institution: 'ตรวจที่',
		referring: 'แพทย์ผู้ส่งตรวจ',
		noDescription: 'ไม่มีชื่อการตรวจ',
		mismatchTitle: 'ภาพนี้เป็นของผู้ป่วยคนอื่น',
		mismatchBody: 'HN หรือวันเกิดในภาพไม่ตรงกับผู้ป่วยของการตรวจนี้ จึงไม่แสดงภาพ',
		mismatchDo: 'แจ้งโรงพยาบาลผู้ส่งให้ตรวจสอบ ภาพชุดอื่นยังดูได้',
	},

	series: {
		strip: 'ชุดภาพ',
		images: (count: number) => `${number.format(count)} ภาพ`,
		frames: (count: number) => `${number.format(count)} เฟรม`,
		documents: (count: number) => `${number.format(count)} เอกสาร`,
		unnamed: (number: number | null) => (number === null ? 'ชุดภาพไม่มีชื่อ' : `ชุดที่ ${number}`),
		progress: (ready: number, total: number) => `มาแล้ว ${number.format(ready)} จาก ${number.format(total)}`,
		refused: (count: number) => `แสดงไม่ได้ ${number.format(count)}`,
		open: (name: string) => `เปิด ${name}`,
		show: 'แสดงชุดภาพ',
		hide: 'ซ่อนชุดภาพ',
		pdf: 'PDF',
		report: 'รายงาน',
		tree: 'ข้อมูล',
		empty: 'การตรวจนี้ยังไม่มีภาพ',
	},

	studies: {
		title: 'การตรวจที่ลิงก์นี้เปิดให้ดู',
		button: (count: number) => `การตรวจ ${number.format(count)} รายการ`,
		current: 'กำลังดู',
	},

	modality: {
		CR: 'เอกซเรย์',
		DX: 'เอกซเรย์',
		RF: 'ฟลูออโรสโคปี',
		CT: 'CT',
		MR: 'MR',
		US: 'อัลตราซาวด์',
		MG: 'แมมโมแกรม',
		XA: 'หลอดเลือด',
		NM: 'เวชศาสตร์นิวเคลียร์',
		PT: 'PET',
		XC: 'ภาพถ่าย',
		OT: 'อื่น ๆ',
		DOC: 'เอกสาร',
		SR: 'รายงาน',
		KO: 'ภาพสำคัญ',
		PR: 'การแสดงภาพ',
		SEG: 'ส่วนภาพ',
		ECG: 'คลื่นหัวใจ',
	},

	viewport: {
		name: (index: number) => `ช่องภาพ ${index + 1}`,
		image: (n: number, total: number) => `ภาพ ${number.format(n)} จาก ${number.format(total)}`,
		previewOf: (series: string) => `ภาพตัวอย่าง ${series}`,
		loading: 'กำลังโหลดภาพ',
		empty: 'เลือกชุดภาพเพื่อเปิดดู',
		window: (center: string, width: string) => `C ${center} · W ${width}`,
		windowLong: (center: string, width: string) => `กลาง ${center} กว้าง ${width}`,
		windowFromFile: 'window ตามแฟ้ม',
		zoom: (factor: string) => `${factor}×`,
		fps: (rate: string) => `${rate} ภาพ/วินาที`,
		time: 'เวลา',
		// S, I, A, P, L, R are the letters of PS3.3 C.7.6.1.1.1 and are said in English everywhere.
		orientation: { L: 'ซ้าย', R: 'ขวา', A: 'หน้า', P: 'หลัง', H: 'ศีรษะ', F: 'เท้า', S: 'ศีรษะ', I: 'เท้า' },
		orientationAt: (side: string) => `ด้าน${side}`,
	},

	quality: {
		downsampled: 'แสดงแบบย่อ',
		downsampledExplain: 'ภาพใหญ่กว่าที่กราฟิกของเครื่องนี้รับได้ จึงแสดงด้วยจุดภาพน้อยกว่าจริง',
		preview: 'ภาพตัวอย่าง ห้ามอ่านผล',
		lossy: 'ภาพบีบอัดแบบสูญเสีย',
		lossyRatio: (ratio: string) => `ภาพบีบอัดแบบสูญเสีย ${ratio}:1`,
		lossless: 'ภาพครบทุกค่า',
		loading: 'กำลังรับภาพเต็ม',
		explain: {
			preview: 'ภาพย่อระหว่างรอภาพเต็ม รายละเอียดยังไม่ครบ ห้ามใช้อ่านผล',
			lossy: 'แฟ้มต้นฉบับถูกบีบอัดจนข้อมูลบางส่วนหายไปแล้ว ภาพนี้ดีที่สุดเท่าที่คลังภาพมี',
			lossless: 'ได้รับค่าจุดภาพที่คลังภาพเก็บไว้ครบทุกค่าและตรวจสอบแล้ว',
		},
	},

	spacing: {
		label: 'มาตราส่วน',
		calibrated: 'มม. สอบเทียบแล้ว',
		imager: 'มม. ที่ตัวรับภาพ (ภาพขยาย)',
		estimated: 'มม. โดยประมาณ',
		none: 'วัดได้เป็นพิกเซลเท่านั้น',
		region: 'มม. ตามพื้นที่อัลตราซาวด์',
	},

	/** Overlay planes: graphics that the file lays over the picture. */
	graphics: {
		title: 'มีเส้นซ้อนบนภาพ',
		shown: 'เส้นหรือข้อความจากเครื่องต้นทาง แสดงเป็นสีฟ้า ซ่อนได้ด้วยปุ่ม O',
		hidden: 'เส้นหรือข้อความจากเครื่องต้นทางถูกซ่อนไว้ แสดงได้ด้วยปุ่ม O',
	},

	flags: 'ข้อควรรู้เกี่ยวกับภาพนี้',

	toolbar: 'เครื่องมือ',

	/** By the id of the command (viewer/commands.ts). */
	command: {
		'tool-window': 'ปรับ window',
		'tool-pan': 'เลื่อนภาพ',
		'tool-zoom': 'ซูม',
		'tool-scroll': 'เลื่อนชั้นภาพ',
		'preset-1': 'ค่า window ที่ 1',
		'preset-2': 'ค่า window ที่ 2',
		'preset-3': 'ค่า window ที่ 3',
		'preset-4': 'ค่า window ที่ 4',
		'preset-5': 'ค่า window ที่ 5',
		'preset-6': 'ค่า window ที่ 6',
		'preset-7': 'ค่า window ที่ 7',
		'preset-8': 'ค่า window ที่ 8',
		'preset-9': 'ค่า window ที่ 9',
		invert: 'กลับขาวดำ',
		'zoom-in': 'ขยาย',
		'zoom-out': 'ย่อ',
		fit: 'พอดีจอ',
		'one-to-one': 'ขนาดจริง 1:1',
		rotate: 'หมุนตามเข็ม',
		'rotate-back': 'หมุนทวนเข็ม',
		'flip-horizontal': 'กลับซ้ายขวา',
		'flip-vertical': 'กลับบนล่าง',
		reset: 'คืนค่าเดิม',
		overlays: 'ข้อความและเส้นบนภาพ',
		previous: 'ภาพก่อนหน้า',
		next: 'ภาพถัดไป',
		'page-back': 'ย้อน 10 ภาพ',
		'page-on': 'ข้าม 10 ภาพ',
		first: 'ภาพแรก',
		last: 'ภาพสุดท้าย',
		cine: 'เล่นภาพต่อเนื่อง',
		'full-screen': 'เต็มจอ',
		help: 'ปุ่มลัดทั้งหมด',
		palette: 'ค้นหาคำสั่ง',
		'next-series': 'ชุดภาพถัดไป',
		'previous-series': 'ชุดภาพก่อนหน้า',
		beside: 'เทียบภาพสองช่อง',
		'beside-close': 'กลับเป็นช่องเดียว',
		'link-scroll': 'เลื่อนพร้อมกันทั้งสองช่อง',
		'other-pane': 'ย้ายไปอีกช่อง',
		about: 'ข้อจำกัดการใช้งาน',
	},
	commandGroup: {
		tool: 'เครื่องมือ',
		mark: 'วัดและทำเครื่องหมาย',
		window: 'แสงและสี',
		view: 'มุมมอง',
		stack: 'ชั้นภาพ',
		page: 'หน้าจอ',
	},

	/** Thumb row of a phone: one word each. */
	thumb: {
		series: 'ชุดภาพ',
		window: 'แสง',
		measure: 'วัด',
		scroll: 'ชั้นภาพ',
		more: 'เพิ่ม',
	},

	preset: {
		menu: 'ค่า window',
		file: 'ตามแฟ้ม',
		auto: 'อัตโนมัติ',
		full: 'เต็มช่วง',
		lung: 'ปอด',
		mediastinum: 'เมดิแอสตินัม',
		softTissue: 'เนื้อเยื่ออ่อน',
		bone: 'กระดูก',
		brain: 'สมอง',
		stroke: 'สโตรก',
		subdural: 'ซับดูรัล',
		liver: 'ตับ',
		angio: 'หลอดเลือด',
		abdomen: 'ช่องท้อง',
		hint: 'ปุ่ม 1–9',
	},

	cine: {
		bar: 'เล่นภาพต่อเนื่อง',
		slower: 'ช้าลง',
		faster: 'เร็วขึ้น',
		recorded: 'ตามที่บันทึก',
		assumed: 'แฟ้มไม่ระบุความเร็ว',
		rate: 'ความเร็ว',
	},

	scrollbar: {
		name: 'เลื่อนดูภาพในชุด',
		value: (n: number, total: number, ready: number) =>
			`ภาพ ${number.format(n)} จาก ${number.format(total)} มาแล้ว ${number.format(ready)}`,
	},

	keys: {
		title: 'ปุ่มลัด',
		mouse: 'เมาส์และนิ้ว',
		wheel: 'ล้อเมาส์',
		wheelDoes: 'เลื่อนชั้นภาพ',
		drag: 'ลากปุ่มซ้ายหรือหนึ่งนิ้ว',
		dragDoes: 'ใช้เครื่องมือที่เลือก',
		rightDrag: 'ลากปุ่มขวา',
		rightDragDoes: 'ซูม',
		middleDrag: 'ลากปุ่มกลาง',
		middleDragDoes: 'เลื่อนภาพ',
		pinch: 'สองนิ้ว',
		pinchDoes: 'ซูมและเลื่อนภาพ',
		or: 'หรือ',
		space: 'เว้นวรรค',
	},

	palette: {
		title: 'ค้นหาคำสั่ง',
		placeholder: 'พิมพ์ชื่อคำสั่งหรือชุดภาพ',
		nothing: 'ไม่พบคำสั่งนี้',
		found: (count: number) => `พบ ${count} รายการ`,
	},

	document: {
		pane: 'เอกสาร',
		pdfTitle: 'เอกสาร PDF',
		pdfBlocked: 'ถ้าเอกสารไม่ปรากฏ เบราว์เซอร์นี้อาจเปิด PDF ในหน้าไม่ได้',
		pdfOpen: 'เปิด PDF ในแท็บใหม่',
		reportTitle: 'รายงาน',
		treeTitle: 'ข้อมูลในแฟ้ม',
		treeExplain: 'ระบบยังไม่รู้จักชนิดแฟ้มนี้ จึงแสดงข้อมูลทั้งหมดให้อ่านได้',
		itemOf: (n: number) => `รายการที่ ${n}`,
		binary: 'ข้อมูลไบนารี',
		empty: 'ว่าง',
		privateTag: 'แท็กเฉพาะผู้ผลิต',
		noContent: 'เอกสารนี้ไม่มีข้อความ',
		openImage: 'เปิดภาพที่อ้างถึง',
		loading: 'กำลังเปิดเอกสาร',
	},

	failure: {
		code: 'รหัส',
		detail: 'รายละเอียด',
		restUsable: 'ภาพและชุดอื่นในการตรวจนี้ยังดูได้ตามปกติ',
		askSender: 'ขอให้โรงพยาบาลผู้ส่งส่งแฟ้มนี้ใหม่',
		titleImage: 'แสดงภาพนี้ไม่ได้',
		titleDocument: 'เปิดเอกสารนี้ไม่ได้',
		titleStudy: 'เปิดการตรวจนี้ไม่ได้',
		titleFrames: 'แสดงไม่ได้บางภาพ',
	},

	connection: {
		offline: 'ขาดการเชื่อมต่อ ภาพที่มาแล้วยังดูได้ ระบบจะโหลดต่อเองเมื่อกลับมา',
		back: 'กลับมาเชื่อมต่อแล้ว',
		contextLost: 'กราฟิกของเครื่องหยุดชั่วคราว กำลังกู้ภาพกลับมา',
		cpu: 'เครื่องนี้ไม่มีตัวเร่งกราฟิก จึงวาดภาพด้วยซีพียู ค่าจุดภาพไม่ต่างกัน แต่อาจช้ากว่าปกติ',
		cpuTitle: 'วาดด้วยซีพียู',
		reducedMemory: 'จำกัดหน่วยความจำตามเครื่องนี้',
		fetchAll: (megabytes: string) => `รับทั้งชุด ${megabytes} MB`,
		thrifty: 'เน็ตนี้คิดตามปริมาณ จึงรับเฉพาะภาพที่เปิดดู',
		receivedTitle: 'ข้อมูลที่รับมาแล้ว',
		received: (megabytes: string) => `${megabytes} MB ตั้งแต่เปิดหน้านี้`,
		missing: (megabytes: string) => `ส่วนที่เหลือของชุดภาพนี้ ${megabytes} MB`,
	},

	session: {
		ends: (moment: string) => `เปิดดูได้ถึง ${moment}`,
		endedTitle: 'สิทธิ์เข้าดูสิ้นสุดแล้ว',
	},

	disclaimer: {
		short: 'เพื่อปรึกษาระหว่างบุคลากรสุขภาพ ไม่ใช่เพื่อวินิจฉัยหลักบนจอที่ไม่ได้ตรวจสอบ',
		title: 'ข้อจำกัดการใช้งาน',
		points: [
			'ใช้สื่อสารและปรึกษาระหว่างบุคลากรสุขภาพเท่านั้น',
			'ห้ามใช้วินิจฉัยหลักบนจอที่ไม่ได้ตรวจสอบความสว่างและความคมชัด',
			'ยังไม่ได้ขึ้นทะเบียนเป็นเครื่องมือแพทย์กับสำนักงานคณะกรรมการอาหารและยา',
			'ภาพบางภาพถูกบีบอัดมาจากต้นทาง มีป้ายบอกพร้อมอัตราบีบอัดบนภาพนั้น',
			'รุ่นนี้ไม่มี AI ช่วยอ่าน หากมีในอนาคตจะเป็นเพียงการคัดกรองที่แพทย์ต้องยืนยัน',
			'แพทย์ผู้รักษาเป็นผู้ตัดสินใจและรับผิดชอบการรักษา',
		],
		fault: 'พบความผิดปกติ: แจ้งผู้ดูแลระบบของโรงพยาบาล พร้อมรหัสที่แสดงบนจอและเวลาที่พบ ไม่ต้องส่งชื่อผู้ป่วย',
		version: (version: string, day: string) => `รุ่น ${version} · ${day}`,
		understand: 'เข้าใจแล้ว',
	},
};

/** What a language must have; texts may differ, shapes may not. */
export type Words = typeof th;
