/** What a maker of a link is shown of whoever opened it: enough to notice a stranger, too little to follow a person. */
import { isIP, isIPv4 } from 'node:net';

export type DeviceClass = 'phone' | 'tablet' | 'computer' | 'unknown';

export function deviceClass(agent: string | null): DeviceClass {
	if (agent === null) return 'unknown';
	if (/iPad|Tablet|PlayBook|Silk/i.test(agent)) return 'tablet';
	if (/Android/i.test(agent)) return /Mobile/i.test(agent) ? 'phone' : 'tablet';
	if (/iPhone|iPod|Mobi/i.test(agent)) return 'phone';
	return /Windows|Macintosh|X11|CrOS|Linux/i.test(agent) ? 'computer' : 'unknown';
}

/** The network without the machine: 203.0.113.x, 2001:db8:7::. null for what is no address. */
export function shortAddress(address: string | null): string | null {
	if (address === null || isIP(address) === 0) return null;
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
	const plain = mapped ?? address;
	if (isIPv4(plain)) return plain.replace(/\d+$/, 'x');
	const [head = '', tail] = (plain.split('%')[0] ?? '').split('::');
	const left = head === '' ? [] : head.split(':');
	const right = tail === undefined || tail === '' ? [] : tail.split(':');
	const missing = tail === undefined ? 0 : 8 - left.length - right.length;
	const groups = [...left, ...Array<string>(Math.max(0, missing)).fill('0'), ...right];
	return `${groups
		.slice(0, 3)
		.map((group) => group.replace(/^0+(?=.)/, ''))
		.join(':')}::`;
}
