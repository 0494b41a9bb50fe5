/** Everyone and every hospital here is invented. */
import type { DemoPatient, DemoStudy } from './dataset-parts.ts';
import { el } from './dataset-parts.ts';
import type { NamingWay, TwoScriptName } from './thai-bytes.ts';
import { namingWays, writtenName } from './thai-bytes.ts';

const districtHospital = 'รพ.ห้วยทรายงาม';
const generalHospital = 'รพ.ธารามหานคร';
const handHospital = 'Ban Don Klang Hospital';

/** Invented codes and names; studies find their owner by the institution name in the file. */
export const demoHospitals = [
	{
		hcode: '99001',
		hcode9: 'ZZ0099001',
		nameTh: 'โรงพยาบาลห้วยทรายงาม',
		nameEn: 'Huai Sai Ngam Hospital',
		institutions: [districtHospital],
	},
	{
		hcode: '99002',
		hcode9: 'ZZ0099002',
		nameTh: 'โรงพยาบาลธารามหานคร',
		nameEn: 'Thara Maha Nakhon Hospital',
		institutions: [generalHospital],
	},
	{
		hcode: '99003',
		hcode9: 'ZZ0099003',
		nameTh: 'โรงพยาบาลบ้านดอนกลาง',
		nameEn: 'Ban Don Klang Hospital',
		institutions: [handHospital],
	},
] as const;

export const referredPatient: DemoPatient = {
	name: el('PN', { Alphabetic: 'Jaidee^Somchai', Ideographic: 'ใจดี^สมชาย^^นาย' }),
	id: '0012345',
	issuer: districtHospital,
	birthDate: '19700614',
	sex: 'M',
	age: '054Y',
};

const otherPatient: DemoPatient = {
	name: el('PN', { Alphabetic: 'Rakthai^Suda', Ideographic: 'รักไทย^สุดา^^นาง' }),
	id: '0008271',
	issuer: districtHospital,
	birthDate: '19770920',
	sex: 'F',
	age: '047Y',
};

const doctor = 'วงศ์ทอง^วิทย์^^นพ.';

export const referral = {
	ct: study('ct', '20250130', '142233', 'CT ทรวงอก ฉีดสารทึบรังสี'),
	film: study('cxr', '20250129', '091502', 'เอกซเรย์ทรวงอก PA'),
	prior: study('ct-prior', '20240126', '103544', 'CT ทรวงอก (ติดตาม)'),
	head: study('mr', '20250131', '110718', 'MR สมอง'),
	heart: study('us', '20250130', '154027', 'อัลตราซาวด์หัวใจ'),
	wound: study('wound', '20250129', '093811', 'ภาพถ่ายแผลแขนซ้าย'),
	letter: study('letter', '20250131', '131500', 'จดหมายส่งต่อ'),
} as const;

export const otherFilm: DemoStudy = {
	...study('cxr-inverted', '20250128', '101240', 'เอกซเรย์ทรวงอก PA (MONOCHROME1)'),
	patient: otherPatient,
};

function study(key: string, date: string, time: string, description: string): DemoStudy {
	const institution = key === 'mr' || key === 'ct' || key === 'ct-prior' ? generalHospital : districtHospital;
	const accession = `HSN${date.slice(2)}${time.slice(0, 2)}${String(key.length).padStart(2, '0')}`;
	return {
		key,
		patient: referredPatient,
		date,
		time,
		accession,
		description,
		institution,
		referring: doctor,
	};
}

interface HandPatient {
	readonly name: TwoScriptName;
	readonly id: string;
	readonly birthDate: string;
	readonly sex: 'M' | 'F';
	readonly age: string;
}

const handPatients: Readonly<Record<NamingWay, HandPatient>> = {
	A: {
		name: { thai: 'แสงทอง^มาลี', latin: 'Saengthong^Malee' },
		id: '0000417',
		birthDate: '19850302',
		sex: 'F',
		age: '039Y',
	},
	B: {
		name: { thai: 'ศรีสุข^ประเสริฐ', latin: 'Srisuk^Prasert' },
		id: '0001832',
		birthDate: '19580719',
		sex: 'M',
		age: '066Y',
	},
	C: {
		name: { thai: 'บุญมา^กนกวรรณ', latin: 'Boonma^Kanokwan' },
		id: '0002296',
		birthDate: '19920111',
		sex: 'F',
		age: '033Y',
	},
	D: {
		name: { thai: 'พงษ์ไพร^ธีรศักดิ์', latin: 'Phongphrai^Theerasak' },
		id: '0003350',
		birthDate: '20010825',
		sex: 'M',
		age: '023Y',
	},
	// A Buddhist-era year in a Gregorian field: 2530 is 1987.
	E: {
		name: { thai: 'น้ำใส^วันเพ็ญ', latin: 'Namsai^Wanphen' },
		id: '0003919',
		birthDate: '25301105',
		sex: 'F',
		age: '037Y',
	},
	F: {
		name: { thai: 'ทองดี^สุรชัย', latin: 'Thongdee^Surachai' },
		id: '0004478',
		birthDate: '19660530',
		sex: 'M',
		age: '058Y',
	},
	G: {
		name: { thai: 'ปู่เจ้า^อำนวย', latin: 'Poochao^Amnuay' },
		id: '0005041',
		birthDate: '19490208',
		sex: 'M',
		age: '075Y',
	},
	H: {
		name: { thai: 'ผู้มีโชค^จิราพร', latin: 'Phumeechok^Jiraporn' },
		id: '0005603',
		birthDate: '19791217',
		sex: 'F',
		age: '045Y',
	},
	I: {
		name: { thai: 'วงศ์ดี^ชลธิชา', latin: 'Wongdee^Chonthicha' },
		id: '0006188',
		birthDate: '20120406',
		sex: 'F',
		age: '012Y',
	},
};

/** Words beside the name stay in ASCII: only the name's bytes differ from way to way. */
export function handStudy(way: NamingWay): DemoStudy {
	const { name, ...facts } = handPatients[way];
	const minute = String(10 + namingWays.indexOf(way));
	return {
		key: `hand-${way}`,
		patient: { ...facts, name: writtenName(name, way), issuer: handHospital },
		date: '20250127',
		time: `09${minute}00`,
		accession: `BDK250127${minute}`,
		description: 'Hand PA',
		institution: handHospital,
		referring: 'Suksai^Nattapong',
	};
}
