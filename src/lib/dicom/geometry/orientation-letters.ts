/**
 * Letters for the side of the patient that a direction points to (PS3.3 C.7.6.1.1.1): the strongest axis first, others only
 * when the direction is clearly oblique. Left is +x, posterior +y, head +z.
 */
const axes = [
	['L', 'R'],
	['P', 'A'],
	['H', 'F'],
] as const;

const obliqueFrom = 0.25;
const opposites: Readonly<Record<string, string>> = { L: 'R', R: 'L', A: 'P', P: 'A', H: 'F', F: 'H' };

export function lettersOfDirection(direction: readonly number[]): string {
	return axes
		.map(([positive, negative], axis) => {
			const value = direction[axis] ?? 0;
			return { letter: value >= 0 ? positive : negative, size: Math.abs(value) };
		})
		.filter(({ size }) => size > obliqueFrom)
		.sort((a, b) => b.size - a.size)
		.map(({ letter }) => letter)
		.join('');
}

export function oppositeLetters(letters: string): string {
	return Array.from(letters, (letter) => opposites[letter] ?? '').join('');
}
