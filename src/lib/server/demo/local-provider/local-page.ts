/**
 * The local provider's two pages, by hand: no script, no framework, nothing from elsewhere, and the people's own data only, which
 * is ours. They say on every line that nobody here is real.
 */
import { localPeople } from './local-people.ts';

const th = {
	other: 'English',
	title: 'เลือกผู้ใช้ตัวอย่าง',
	lead: 'ระบบยืนยันตัวตนสำหรับสาธิตบนเครื่องนี้ ทุกคนและทุกโรงพยาบาลเป็นเรื่องสมมติ',
	password: 'รหัสผ่านสาธิต',
	hint: 'ตัวเลข 6 หลัก แสดงในหน้าต่างที่เปิดโปรแกรม หลังคำว่า PASSWORD',
	choose: 'เข้าใช้ในฐานะ',
	wrong: 'รหัสผ่านไม่ถูกต้อง ดูตัวเลข 6 หลักหลังคำว่า PASSWORD แล้วลองใหม่',
	slow: 'ลองผิดหลายครั้งเกินไป รอหนึ่งนาทีแล้วลองใหม่',
	goneTitle: 'ลงชื่อเข้าใช้ไม่สำเร็จ',
	gone: 'หน้านี้หมดเวลาแล้ว หรือถูกเปิดจากเบราว์เซอร์อื่น โปรดเริ่มใหม่',
	again: 'กลับไปหน้าลงชื่อเข้าใช้',
};
const en: typeof th = {
	other: 'ภาษาไทย',
	title: 'Choose an example person',
	lead: 'Sign-in for demonstration on this machine. Every person and hospital here is invented',
	password: 'Demo password',
	hint: 'Six digits, shown in the window where the program was started, after the word PASSWORD',
	choose: 'Sign in as',
	wrong: 'Wrong password. Look for the six digits after the word PASSWORD and try again',
	slow: 'Too many wrong tries. Wait a minute and try again',
	goneTitle: 'Sign-in did not work',
	gone: 'This page has timed out, or was opened from another browser. Please start again',
	again: 'Back to the sign-in page',
};
const words = { th, en };

export type PageLanguage = keyof typeof words;
export type PageProblem = 'wrong' | 'slow';

export const pagePolicy =
	"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export function choosePage(language: PageLanguage, problem: PageProblem | null): string {
	const text = words[language];
	const people = localPeople
		.map((person) => {
			const name = language === 'th' ? person.nameTh : (person.nameEn ?? person.nameTh);
			const lines = person.hospitals.map((each) => {
				const hospital = language === 'th' ? each.nameTh : (each.nameEn ?? each.nameTh);
				return `<span>${each.position ?? ''} · ${hospital}</span>`;
			});
			return `<li><button class="choice" name="person" value="${person.subject}"><b>${name}</b>${lines.join('')}</button></li>`;
		})
		.join('\n');
	return page(language, {
		title: text.title,
		main: `<p>${text.lead}</p>
<form method="post" action="?lang=${language}">
<label for="password">${text.password}</label>
<p class="hint" id="hint">${text.hint}</p>
<input id="password" name="password" type="password" inputmode="numeric" autocomplete="current-password" aria-describedby="hint${problem === null ? '' : ' problem'}"${problem === 'wrong' ? ' aria-invalid="true"' : ''} required autofocus>
${problem === null ? '' : `<p class="notice bad" id="problem" role="alert">${text[problem]}</p>`}
<h2>${text.choose}</h2>
<ul class="choices">
${people}
</ul>
</form>`,
	});
}

export function gonePage(language: PageLanguage): string {
	const text = words[language];
	return page(language, {
		title: text.goneTitle,
		main: `<p>${text.gone}</p>\n<a class="button" href="/sign-in">${text.again}</a>`,
	});
}

/** A form sent under `no-referrer` carries `Origin: null`, which the gate refuses: this page tells its address to ourselves. */
const referrer = '<meta name="referrer" content="same-origin">';

function page(
	language: PageLanguage,
	{ title, main }: { readonly title: string; readonly main: string },
): string {
	const other = language === 'th' ? 'en' : 'th';
	return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex, nofollow, noarchive">
<meta name="color-scheme" content="light">
${referrer}
<title>MOPH Imaging HUB</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/landing.css">
<link rel="stylesheet" href="/sign-in.css">
</head>
<body>
<header>
<img src="/favicon.svg" alt="" width="32" height="32">
<p>MOPH Imaging HUB</p>
<a href="?lang=${other}" hreflang="${other}" lang="${other}">${words[language].other}</a>
</header>
<main>
<h1>${title}</h1>
${main}
</main>
</body>
</html>
`;
}
