/** A photograph of a sutured wound on a forearm with a paper ruler beside it, drawn as SVG with skin-like noise. */
import sharp from 'sharp';
import { NoisePlane, SpaceNoise, seeded } from './random.ts';

export const photoColumns = 1600;
export const photoRows = 1200;

/** Baseline JPEG, 4:2:0, without any EXIF. */
export async function woundPhoto(seed: number): Promise<Uint8Array> {
	const drawn = await sharp(Buffer.from(drawing(seed)))
		.removeAlpha()
		.raw()
		.toBuffer();
	const pixels = withSkin(drawn, seed);
	const raw = { width: photoColumns, height: photoRows, channels: 3 } as const;
	const picture = sharp(pixels, { raw }).blur(0.7);
	return new Uint8Array(await picture.jpeg({ quality: 88, progressive: false, mozjpeg: false }).toBuffer());
}

/** Pores, mottling and the light falling off to one side. */
function withSkin(drawn: Uint8Array, seed: number): Uint8Array {
	const grain = new NoisePlane(seed, 1);
	const space = new SpaceNoise(seed + 1);
	const out = new Uint8Array(drawn.length);
	for (let y = 0; y < photoRows; y++) {
		for (let x = 0; x < photoColumns; x++) {
			const at = (y * photoColumns + x) * 3;
			const red = drawn[at] ?? 0;
			const green = drawn[at + 1] ?? 0;
			const blue = drawn[at + 2] ?? 0;
			const skin = red - blue > 24 ? 1 : 0.25;
			const mottle =
				skin *
				(7 * space.at(x / 90, y / 70, 1) + 5 * space.at(x / 21, y / 21, 2) + 3.5 * space.at(x / 6, y / 6, 3));
			const light = 1.05 - 0.16 * (x / photoColumns) - 0.1 * Math.abs(y / photoRows - 0.45);
			const noise = grain.at(x, y) * (1.6 + 2.2 * skin);
			out[at] = clamp((red + mottle + noise) * light);
			out[at + 1] = clamp((green + mottle * 0.8 + noise) * light);
			out[at + 2] = clamp((blue + mottle * 0.65 + noise) * light);
		}
	}
	return out;
}

function clamp(value: number): number {
	return Math.max(0, Math.min(255, Math.round(value)));
}

function drawing(seed: number): string {
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${photoColumns}" height="${photoRows}">
<defs>
<linearGradient id="arm" x1="0" y1="0" x2="0" y2="1">
<stop offset="0" stop-color="#8d5d41"/><stop offset="0.14" stop-color="#bd8762"/><stop offset="0.42" stop-color="#d6a27b"/>
<stop offset="0.7" stop-color="#c18a66"/><stop offset="0.93" stop-color="#8f5f44"/><stop offset="1" stop-color="#5f3c2a"/></linearGradient>
<radialGradient id="red"><stop offset="0" stop-color="#b4483c" stop-opacity="0.75"/><stop offset="0.6" stop-color="#bd6350" stop-opacity="0.4"/><stop offset="1" stop-color="#c98a68" stop-opacity="0"/></radialGradient>
<linearGradient id="drape" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#3f7f86"/><stop offset="1" stop-color="#2c6068"/></linearGradient>
<filter id="soft"><feGaussianBlur stdDeviation="5"/></filter><filter id="shade"><feGaussianBlur stdDeviation="22"/></filter>
</defs>
<rect width="1600" height="1200" fill="url(#drape)"/>
${folds(seed)}
<path d="M-40 330 C400 250 900 240 1640 300 L1640 960 C1000 1010 500 990 -40 930 Z" fill="#1c3e44" opacity="0.55" filter="url(#shade)" transform="translate(0 34)"/>
<path d="M-40 320 C400 240 900 230 1640 290 L1640 930 C1000 980 500 965 -40 905 Z" fill="url(#arm)"/>
<path d="M100 420 C400 470 700 440 980 480 S1400 450 1640 470" stroke="#7f8f86" stroke-width="15" fill="none" opacity="0.22" filter="url(#soft)"/>
<path d="M60 760 C420 720 760 790 1160 740 S1500 770 1640 750" stroke="#7f8f86" stroke-width="12" fill="none" opacity="0.18" filter="url(#soft)"/>
<ellipse cx="800" cy="590" rx="430" ry="170" fill="url(#red)" transform="rotate(-7 800 590)"/>
${wound(seed)}
${ruler()}
</svg>`;
}

function folds(seed: number): string {
	const random = seeded(seed);
	let out = '';
	for (let i = 0; i < 9; i++) {
		const x = random() * 1600;
		const top = i % 2 === 0;
		const y = top ? 0 : 1200;
		const to = top ? 60 + random() * 180 : 1000 + random() * 120;
		out += `<path d="M${x} ${y} Q${x + 60} ${(y + to) / 2} ${x + 160 - random() * 260} ${to}" stroke="#1f4a51" stroke-width="60" opacity="0.45" fill="none" filter="url(#shade)"/>`;
	}
	return out;
}

/** The cut as a narrow wavy line, dark in the middle, and nine interrupted sutures across it. */
function wound(seed: number): string {
	const random = seeded(seed + 7);
	const points: [number, number][] = [];
	for (let i = 0; i <= 24; i++) {
		const t = i / 24;
		points.push([480 + 640 * t, 632 - 90 * t + 10 * Math.sin(t * 7) + (random() - 0.5) * 5]);
	}
	const path = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join(' ');
	let out = `<path d="${path}" stroke="#a8503f" stroke-width="30" stroke-linecap="round" stroke-linejoin="round" fill="none" opacity="0.75" filter="url(#soft)"/>
<path d="${path}" stroke="#7b2621" stroke-width="12" stroke-linecap="round" stroke-linejoin="round" fill="none"/>
<path d="${path}" stroke="#3d0f0e" stroke-width="5" stroke-linecap="round" stroke-linejoin="round" fill="none"/>`;
	for (let i = 0; i < 9; i++) {
		const [x, y] = points[2 + Math.round((i * 20) / 8)] ?? [0, 0];
		const lean = (random() - 0.5) * 10;
		const [x1, y1, x2, y2] = [x + 4 + lean, y - 38, x - 4 - lean, y + 38];
		for (const [px, py] of [
			[x1, y1],
			[x2, y2],
		])
			out += `<circle cx="${px}" cy="${py}" r="9" fill="#8e2f28" opacity="0.55" filter="url(#soft)"/>`;
		out += `<path d="M${x1} ${y1 + 3} Q${x + 5} ${y} ${x2} ${y2 + 3}" stroke="#5d3226" stroke-width="7" opacity="0.35" fill="none"/>
<path d="M${x1} ${y1} Q${x + 5} ${y} ${x2} ${y2}" stroke="#17181c" stroke-width="4.6" fill="none" stroke-linecap="round"/>
<path d="M${x1} ${y1} l-13 -17 M${x1} ${y1} l12 -18" stroke="#17181c" stroke-width="3.6" stroke-linecap="round"/>
<circle cx="${x1}" cy="${y1}" r="5.4" fill="#17181c"/>`;
	}
	return out;
}

/** Millimetre paper ruler, 8 cm; digits are drawn as strokes, so no font decides how it looks. */
function ruler(): string {
	let marks = '';
	for (let mm = 0; mm <= 80; mm++) {
		const x = 40 + mm * 11;
		const height = mm % 10 === 0 ? 40 : mm % 5 === 0 ? 30 : 20;
		marks += `<path d="M${x} 0 v${height}" stroke="#20242a" stroke-width="${mm % 10 === 0 ? 2.6 : 1.5}"/>`;
		if (mm % 10 === 0) marks += digit(mm / 10, x - 8, 50);
	}
	return `<g transform="translate(350 770) rotate(-4)"><rect x="6" y="8" width="960" height="104" fill="#000" opacity="0.3" filter="url(#soft)"/>
<rect width="960" height="100" rx="4" fill="#f1efe6"/>${marks}</g>`;
}

const segments: readonly string[] = [
	'a b c d e f',
	'b c',
	'a b g e d',
	'a b g c d',
	'f g b c',
	'a f g c d',
	'a f g e d c',
	'a b c',
	'a b c d e f g',
	'a b c d f g',
];
const strokes: Readonly<Record<string, string>> = {
	a: 'M0 0H16',
	b: 'M16 0V14',
	c: 'M16 14V28',
	d: 'M0 28H16',
	e: 'M0 14V28',
	f: 'M0 0V14',
	g: 'M0 14H16',
};

function digit(n: number, x: number, y: number): string {
	const path = (segments[n] ?? '')
		.split(' ')
		.map((name) => strokes[name] ?? '')
		.join(' ');
	return `<path transform="translate(${x} ${y})" d="${path}" stroke="#20242a" stroke-width="3" fill="none"/>`;
}
