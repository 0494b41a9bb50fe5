/** Specialties, and questions that are asked often by the kind of picture. */

const th = {
	specialty: {
		radiology: 'รังสีวิทยา',
		'internal-medicine': 'อายุรกรรม',
		pulmonology: 'โรคระบบการหายใจ',
		cardiology: 'โรคหัวใจ',
		neurology: 'ประสาทวิทยา',
		surgery: 'ศัลยกรรม',
		neurosurgery: 'ประสาทศัลยกรรม',
		orthopaedics: 'ออร์โทปิดิกส์',
		'emergency-medicine': 'เวชศาสตร์ฉุกเฉิน',
		paediatrics: 'กุมารเวชกรรม',
		obstetrics: 'สูตินรีเวชกรรม',
		oncology: 'มะเร็งวิทยา',
		ophthalmology: 'จักษุวิทยา',
		otolaryngology: 'โสต ศอ นาสิก',
		dermatology: 'ตจวิทยา',
		rehabilitation: 'เวชศาสตร์ฟื้นฟู',
	},
	openers: {
		chest: ['มีปอดอักเสบหรือวัณโรคหรือไม่', 'มีลมหรือน้ำในช่องเยื่อหุ้มปอดหรือไม่', 'ก้อนหรือจุดนี้น่าสงสัยหรือไม่ ควรตรวจอะไรต่อ'],
		ct: ['มีเลือดออกหรือขาดเลือดหรือไม่', 'ก้อนนี้น่าสงสัยหรือไม่ ควรตรวจอะไรต่อ', 'มีข้อบ่งชี้ต้องผ่าตัดหรือส่งต่อหรือไม่'],
		photo: ['แผลติดเชื้อหรือไม่ ควรดูแลอย่างไร', 'ผื่นนี้เป็นโรคอะไร ควรให้ยาอะไร', 'ต้องพบแพทย์วันนี้หรือรอนัดได้'],
		ultrasound: ['การบีบตัวของหัวใจผิดปกติหรือไม่', 'มีน้ำหรือก้อนผิดปกติหรือไม่'],
		any: ['มีกระดูกหักหรือเคลื่อนหรือไม่', 'รักษาที่นี่ได้หรือควรส่งต่อ'],
	},
};

const en: typeof th = {
	specialty: {
		radiology: 'Radiology',
		'internal-medicine': 'Internal medicine',
		pulmonology: 'Pulmonology',
		cardiology: 'Cardiology',
		neurology: 'Neurology',
		surgery: 'Surgery',
		neurosurgery: 'Neurosurgery',
		orthopaedics: 'Orthopaedics',
		'emergency-medicine': 'Emergency medicine',
		paediatrics: 'Paediatrics',
		obstetrics: 'Obstetrics and gynaecology',
		oncology: 'Oncology',
		ophthalmology: 'Ophthalmology',
		otolaryngology: 'Ear, nose and throat',
		dermatology: 'Dermatology',
		rehabilitation: 'Rehabilitation',
	},
	openers: {
		chest: [
			'Is there pneumonia or tuberculosis?',
			'Is there a pneumothorax or an effusion?',
			'Is this nodule suspicious, and what next?',
		],
		ct: [
			'Is there bleeding or ischaemia?',
			'Is this mass suspicious, and what next?',
			'Does this need surgery or transfer?',
		],
		photo: [
			'Is the wound infected, how to dress it?',
			'What is this rash, how to treat it?',
			'To a doctor today, or can it wait?',
		],
		ultrasound: ['Is cardiac contraction abnormal?', 'Is there abnormal fluid or a mass?'],
		any: ['Is there a fracture or dislocation?', 'Can we treat here, or transfer?'],
	},
};

export const askingTermWords = { th, en };
