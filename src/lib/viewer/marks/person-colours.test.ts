/** The eight colours of app.css, seen by eyes without one of the three cones (Machado, Oliveira, Fernandes 2009, severity 1). */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

type Triple = readonly [number, number, number];

const css = readFileSync(new URL('../../../app.css', import.meta.url), 'utf8');
const colours = Array.from({ length: 8 }, (_, i): Triple => {
	const hex = new RegExp(`--person-${String(i)}: #([0-9a-f]{6});`).exec(css)![1]!;
	const part = (at: number): number => {
		const value = parseInt(hex.slice(at, at + 2), 16) / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	};
	return [part(0), part(2), part(4)];
});

const eyes: Record<string, readonly Triple[]> = {
	all: [
		[1, 0, 0],
		[0, 1, 0],
		[0, 0, 1],
	],
	protan: [
		[0.152286, 1.052583, -0.204868],
		[0.114503, 0.786281, 0.099216],
		[-0.003882, -0.048116, 1.051998],
	],
	deutan: [
		[0.367322, 0.860646, -0.227968],
		[0.280085, 0.672501, 0.047413],
		[-0.01182, 0.04294, 0.968881],
	],
	tritan: [
		[1.255528, -0.076749, -0.178779],
		[-0.078411, 0.930809, 0.147602],
		[0.004733, 0.691367, 0.3039],
	],
};

function oklab([r, g, b]: Triple): Triple {
	const root = (value: number): number => Math.cbrt(Math.max(0, value));
	const l = root(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
	const m = root(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
	const s = root(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
	return [
		0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
		1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
		0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
	];
}

const seenBy = (eye: readonly Triple[], [r, g, b]: Triple): Triple => {
	const part = ([x, y, z]: Triple): number => x * r + y * g + z * b;
	return oklab([part(eye[0]!), part(eye[1]!), part(eye[2]!)]);
};

it.each(Object.entries(eyes))('stay apart for %s', (_, eye) => {
	const seen = colours.map((colour) => seenBy(eye, colour));
	seen.forEach((one, i) => {
		for (const other of seen.slice(0, i))
			expect(Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2])).toBeGreaterThan(0.08);
	});
});

it('are near each other in lightness: nobody’s mark shouts', () => {
	const lightness = colours.map((colour) => oklab(colour)[0]);
	expect(Math.max(...lightness) - Math.min(...lightness)).toBeLessThan(0.12);
});
