/**
 * The demo's people: everyone and every hospital here is invented. One for each role, and one who works for two hospitals. The
 * local identity provider lets them in, and tests sign in as them.
 */
import type { Licence } from '#lib/access/staff.ts';
import type { ClaimedHospital, SignedInClaims } from './claims.ts';

export interface DemoPerson extends Pick<SignedInClaims, 'subject' | 'nameTh' | 'nameEn' | 'licence'> {
	readonly hospitals: readonly [ClaimedHospital, ...ClaimedHospital[]];
}

const district = {
	hcode: '99001',
	hcode9: 'ZZ0099001',
	nameTh: 'โรงพยาบาลห้วยทรายงาม',
	nameEn: 'Huai Sai Ngam Hospital',
} as const;
const general = {
	hcode: '99002',
	hcode9: 'ZZ0099002',
	nameTh: 'โรงพยาบาลธารามหานคร',
	nameEn: 'Thara Maha Nakhon Hospital',
} as const;
const small = {
	hcode: '99003',
	hcode9: 'ZZ0099003',
	nameTh: 'โรงพยาบาลบ้านดอนกลาง',
	nameEn: 'Ban Don Klang Hospital',
} as const;

const licensed = (profession: Licence['profession']): Licence => ({
	profession,
	verified: true,
	validUntil: null,
});

export const demoStaff = [
	{
		subject: 'demo-rural-doctor',
		nameTh: 'พญ.ปาริชาต ศรีวิไล',
		nameEn: 'Dr Parichat Siwilai',
		hospitals: [{ ...district, roles: ['rural-doctor'], position: 'นายแพทย์ปฏิบัติการ' }],
		licence: licensed('doctor'),
	},
	{
		subject: 'demo-nurse',
		nameTh: 'นางสาวกัลยา พูนทรัพย์',
		nameEn: 'Ms Kanlaya Poonsap',
		hospitals: [{ ...district, roles: ['clinic-staff'], position: 'พยาบาลวิชาชีพ' }],
		licence: licensed('nurse'),
	},
	{
		subject: 'demo-specialist',
		nameTh: 'นพ.ธนกร เลิศปัญญา',
		nameEn: 'Dr Thanakorn Lertpanya',
		hospitals: [{ ...general, roles: ['specialist'], position: 'อายุรแพทย์โรคระบบการหายใจ' }],
		licence: licensed('doctor'),
	},
	{
		subject: 'demo-radiologist',
		nameTh: 'พญ.อรอนงค์ แก้วมณี',
		nameEn: 'Dr Onanong Kaewmanee',
		hospitals: [
			{ ...general, roles: ['radiologist'], position: 'รังสีแพทย์' },
			{ ...small, roles: ['radiologist'], position: 'รังสีแพทย์ (ช่วยราชการ)' },
		],
		licence: licensed('doctor'),
	},
	{
		subject: 'demo-coordinator',
		nameTh: 'นางวราภรณ์ ใจมั่น',
		nameEn: 'Mrs Waraporn Jaiman',
		hospitals: [{ ...district, roles: ['coordinator'], position: 'ศูนย์ประสานการส่งต่อ' }],
		licence: null,
	},
	{
		subject: 'demo-privacy-officer',
		nameTh: 'นายชัยวัฒน์ ธรรมรักษ์',
		nameEn: 'Mr Chaiwat Thammarak',
		hospitals: [{ ...district, roles: ['privacy-officer'], position: 'เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล' }],
		licence: null,
	},
	{
		subject: 'demo-hospital-admin',
		nameTh: 'นายสมยศ คงทน',
		nameEn: 'Mr Somyot Kongthon',
		hospitals: [{ ...district, roles: ['hospital-admin'], position: 'นักวิชาการคอมพิวเตอร์' }],
		licence: null,
	},
	{
		subject: 'demo-operator',
		nameTh: 'นางสาวพิมพ์ชนก รุ่งเรือง',
		nameEn: 'Ms Pimchanok Rungrueang',
		hospitals: [{ ...general, roles: ['operator'], position: 'ผู้ดูแลระบบกลาง' }],
		licence: null,
	},
] as const satisfies readonly DemoPerson[];
