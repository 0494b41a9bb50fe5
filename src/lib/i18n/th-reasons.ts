/**
 * One sentence for every code that a room can answer with; `codes.test.ts` proves that none is missing. The code itself is
 * shown beside the sentence, so that a hospital's help desk can be told it.
 */
export const reasons = {
	/** Why a picture or a document is not shown: the Part 10 reader, the pixel room, the archive, the loader. */
	refusal: {
		// Part 10 reader
		'not-dicom': 'แฟ้มนี้ไม่ใช่ DICOM',
		empty: 'แฟ้มนี้ว่างเปล่า',
		truncated: 'แฟ้มนี้มาไม่ครบ ส่วนท้ายขาดหายไป',
		'damaged-structure': 'โครงสร้างของแฟ้มเสียหาย อ่านต่อไม่ได้',
		'nested-too-deep': 'ข้อมูลในแฟ้มซ้อนกันลึกผิดปกติ',
		'too-many-elements': 'แฟ้มมีรายการข้อมูลมากผิดปกติ',
		'value-too-long': 'แฟ้มมีข้อมูลช่องหนึ่งยาวผิดปกติ',
		'unsupported-transfer-syntax': 'แฟ้มใช้วิธีเข้ารหัสที่ระบบยังไม่รองรับ',
		'inflate-limit': 'แฟ้มขยายตัวใหญ่เกินกำหนดเมื่อคลายการบีบอัด',
		'missing-uid': 'แฟ้มไม่มีเลขประจำภาพ จึงยืนยันไม่ได้ว่าเป็นภาพใด',
		'bad-uid': 'เลขประจำภาพในแฟ้มผิดรูปแบบ',
		// Pixel room
		'no-pixel-data': 'แฟ้มนี้ไม่มีข้อมูลภาพ',
		'size-missing': 'แฟ้มไม่บอกขนาดของภาพ',
		'size-zero': 'แฟ้มบอกว่าภาพมีขนาดเป็นศูนย์',
		'frame-too-large': 'ภาพใหญ่เกินกว่าที่ระบบเปิดได้อย่างปลอดภัย',
		'too-many-frames': 'แฟ้มบอกจำนวนเฟรมมากผิดปกติ',
		'bits-allocated': 'จำนวนบิตต่อจุดภาพไม่ถูกต้องหรือยังไม่รองรับ',
		'bits-stored': 'จำนวนบิตที่เก็บจริงขัดกับส่วนหัวของแฟ้ม',
		'high-bit': 'ตำแหน่งบิตสูงสุดขัดกับส่วนหัวของแฟ้ม',
		samples: 'จำนวนสีต่อจุดภาพไม่ถูกต้อง',
		photometric: 'ระบบสีของภาพนี้ยังไม่รองรับ',
		palette: 'ตารางสีของภาพเสียหายหรือขาดหาย',
		'codec-unsupported': 'ภาพถูกบีบอัดด้วยวิธีที่ระบบยังไม่รองรับ',
		video: 'แฟ้มนี้เป็นวิดีโอ ซึ่งระบบยังเปิดไม่ได้',
		'jpeg-xl': 'ภาพถูกบีบอัดแบบ JPEG XL ซึ่งระบบยังเปิดไม่ได้',
		'remote-pixels': 'แฟ้มอ้างถึงภาพที่อยู่ในระบบอื่น ระบบไม่ตามไปเปิดเพื่อความปลอดภัย',
		'pixel-data-truncated': 'ข้อมูลภาพมาไม่ครบ',
		'frame-missing': 'ไม่มีเฟรมนี้ในแฟ้ม',
		'frame-empty': 'เฟรมนี้ว่างเปล่า',
		'codestream-damaged': 'ข้อมูลภาพที่บีบอัดเสียหาย',
		'codestream-truncated': 'ข้อมูลภาพที่บีบอัดขาดตอนท้าย',
		'codestream-differs-from-header': 'ขนาดหรือชนิดของภาพข้างในไม่ตรงกับส่วนหัวของแฟ้ม',
		'codestream-other-format': 'ภาพข้างในเป็นคนละชนิดกับที่แฟ้มระบุ',
		'codestream-arithmetic': 'ภาพใช้การเข้ารหัส JPEG แบบเลขคณิต ซึ่งระบบยังไม่รองรับ',
		'rle-damaged': 'ข้อมูลภาพแบบ RLE เสียหาย',
		'decoder-refused': 'ตัวถอดรหัสภาพอ่านข้อมูลนี้ไม่ได้',
		'decoder-size': 'ถอดรหัสแล้วได้ภาพผิดขนาด จึงไม่แสดง',
		'decoder-timeout': 'ถอดรหัสภาพนานเกินกำหนด จึงหยุดไว้',
		'decoder-crashed': 'ตัวถอดรหัสหยุดทำงานกับภาพนี้',
		'decoders-disagree': 'ตัวถอดรหัสสองตัวได้ค่าไม่ตรงกัน จึงไม่แสดง',
		'verify-failed': 'ตรวจทานแล้วค่าจุดภาพไม่ตรงกับต้นฉบับ จึงไม่แสดง',
		'frame-unlike-first': 'เฟรมนี้มีลักษณะต่างจากเฟรมแรก จึงไม่แสดง',
		'original-unreadable': 'อ่านแฟ้มต้นฉบับไม่ได้',
		// Archive
		'still-preparing': 'ระบบกำลังเตรียมภาพนี้ โปรดรอสักครู่',
		'not-found': 'ไม่พบภาพนี้ หรือคุณไม่มีสิทธิ์ดู',
		unavailable: 'คลังภาพไม่ตอบในขณะนี้',
		'refused-by-archive': 'คลังภาพปฏิเสธคำขอ',
		'too-large': 'ข้อมูลใหญ่เกินกำหนด',
		aborted: 'การโหลดถูกยกเลิก',
		conflict: 'มีแฟ้มอื่นใช้เลขประจำภาพเดียวกันอยู่แล้ว',
		// Loader in the browser
		offline: 'ขาดการเชื่อมต่อ ภาพนี้ยังมาไม่ถึง',
		'sign-in': 'สิทธิ์เข้าดูสิ้นสุดแล้ว ต้องเปิดลิงก์อีกครั้ง',
		gone: 'ภาพนี้เปลี่ยนไปจากตอนเปิดหน้า',
		damaged: 'ข้อมูลภาพเสียหายระหว่างทาง ลองหลายครั้งแล้วไม่สำเร็จ',
		'patient-mismatch': 'HN หรือวันเกิดในภาพไม่ตรงกับผู้ป่วยของการตรวจนี้ จึงไม่แสดงภาพ',
	},

	/** What the reader can do about it. */
	nextStep: {
		'ask-sender': 'ขอให้โรงพยาบาลผู้ส่งตรวจสอบและส่งแฟ้มนี้ใหม่',
		'other-program': 'เปิดด้วยโปรแกรมอื่น หรือขอให้ผู้ส่งแปลงแฟ้มก่อนส่ง',
		retry: 'ตรวจสัญญาณแล้วลองอีกครั้ง',
		reload: 'โหลดหน้านี้ใหม่',
		'open-link': 'เปิดลิงก์ที่ได้รับอีกครั้ง หรือขอลิงก์ใหม่จากผู้ส่ง',
	},

	/** Facts about a picture that a reader must know (manifest's TruthFlag). */
	flag: {
		lossy: 'บีบอัดแบบสูญเสีย',
		'values-exceed-bits-stored': 'ค่าจุดภาพเกินช่วงที่แฟ้มระบุ',
		'sign-disagrees': 'แฟ้มระบุเครื่องหมายของค่าจุดภาพขัดกัน',
		'converted-ybr-to-rgb': 'แปลงสีเป็น RGB',
		'converted-bits': 'แปลงจำนวนบิต',
		'no-spacing': 'ไม่มีมาตราส่วน',
		'imager-spacing': 'มาตราส่วนที่ตัวรับภาพ',
		'charset-guessed': 'เดารหัสอักษร',
		'jpeg-rgb-repaired': 'แก้สี JPEG ให้ถูก',
		'padding-removed': 'ตัดข้อมูลเกินท้ายภาพ',
		'burned-in-annotation': 'มีตัวอักษรฝังในภาพ',
		'not-original-pixels': 'ไม่ใช่ค่าจุดภาพต้นฉบับ',
		'overlay-damaged': 'เส้นซ้อนบนภาพแสดงไม่ได้',
	},
	flagExplain: {
		lossy: 'แฟ้มต้นฉบับถูกบีบอัดจนรายละเอียดบางส่วนหายไปแล้วตั้งแต่ต้นทาง',
		'values-exceed-bits-stored': 'แสดงค่าตามที่เก็บไว้จริง ไม่ได้ตัดทิ้ง',
		'sign-disagrees': 'ใช้ค่าตามข้อมูลภาพจริง โปรดระวังเมื่ออ่านค่า HU',
		'converted-ybr-to-rgb': 'แปลงตามสูตรของมาตรฐาน ค่าสีอาจต่างจากต้นฉบับเล็กน้อยจากการปัดเศษ',
		'converted-bits': 'เปลี่ยนเฉพาะวิธีเก็บ ค่าไม่เปลี่ยน',
		'no-spacing': 'วัดได้เป็นพิกเซลเท่านั้น ห้ามอ่านเป็นมิลลิเมตร',
		'imager-spacing': 'ระยะวัดที่ตัวรับภาพ ซึ่งใหญ่กว่าระยะจริงในตัวผู้ป่วย',
		'charset-guessed': 'ตัวอักษรในแฟ้มไม่ตรงกับรหัสที่ระบุ ระบบเดาให้อ่านออก',
		'jpeg-rgb-repaired': 'แฟ้มไม่บอกว่าเก็บสีแบบ RGB ระบบตรวจพบและแสดงสีให้ถูกต้อง',
		'padding-removed': 'แฟ้มมีข้อมูลเกินขนาดภาพ ส่วนเกินไม่ถูกแสดง',
		'burned-in-annotation': 'ตัวอักษรในภาพอาจมีชื่อผู้ป่วย ระวังก่อนส่งต่อ',
		'not-original-pixels': 'เครื่องต้นทางประมวลผลภาพนี้จากภาพอื่น',
		'overlay-damaged': 'แฟ้มมีเส้นหรือข้อความซ้อนบนภาพนี้ แต่เสียหายหรือมาไม่ถึง ที่เห็นจึงอาจไม่ครบ',
	},

	/** How the slices of a series lie. */
	geometry: {
		'uneven-slices': 'ระยะระหว่างชั้นภาพไม่เท่ากัน',
		tilted: 'แนวชั้นภาพเอียง (gantry tilt)',
		'missing-slices': 'อาจมีชั้นภาพขาดหาย',
		'mixed-orientation': 'มีหลายแนวภาพในชุดเดียว',
		'duplicate-positions': 'มีหลายภาพที่ตำแหน่งเดียวกัน',
		'no-positions': 'ไม่มีตำแหน่งชั้นภาพ เรียงตามเลขภาพ',
	},

	/** Why somebody may not see a study, as far as they may know. */
	ended: {
		'sign-in-needed': 'ต้องเปิดลิงก์ที่ได้รับก่อนจึงจะดูภาพได้',
		expired: 'ลิงก์นี้หมดอายุแล้ว',
		revoked: 'ผู้ส่งยกเลิกลิงก์นี้แล้ว',
		locked: 'ล็อกหน้าจอไว้เพราะไม่ได้ใช้งาน ลงชื่อเข้าใช้อีกครั้งเพื่อทำต่อ',
		'not-yours': 'ไม่พบการตรวจนี้ หรือคุณไม่มีสิทธิ์ดู',
		'licence-needed': 'ระบบยังไม่พบใบอนุญาตประกอบวิชาชีพที่ยืนยันแล้วและยังไม่หมดอายุของคุณ',
		'step-up-needed': 'โปรดยืนยันตัวตนอีกครั้งก่อนทำรายการนี้',
		'own-act': 'รายการนี้เป็นของคุณหรือของผู้บังคับบัญชาของคุณ ต้องให้ผู้อื่นทบทวน',
		'not-found': 'ไม่พบการตรวจนี้ หรือคุณไม่มีสิทธิ์ดู',
		unavailable: 'คลังภาพไม่ตอบในขณะนี้',
		offline: 'ขาดการเชื่อมต่อ',
		internal: 'ระบบขัดข้อง',
	},

	/** For a code that no room has told us of; the code is shown too. */
	unknown: 'เกิดปัญหาที่ระบบยังไม่มีคำอธิบาย',
};
