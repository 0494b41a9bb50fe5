import { expect, it } from 'vitest';
import { deviceClass, shortAddress } from './visitor.ts';

it.each([
	['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Mobile/15E148', 'phone'],
	['Mozilla/5.0 (Linux; Android 14; SM-A156E) Chrome/126.0 Mobile Safari/537.36 Line/14.9.0/IAB', 'phone'],
	['Mozilla/5.0 (Linux; Android 13; SM-X200) Chrome/126.0 Safari/537.36', 'tablet'],
	['Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605 Mobile/15E148', 'tablet'],
	['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36', 'computer'],
	['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605', 'computer'],
	['curl/8.5', 'unknown'],
	[null, 'unknown'],
])('device of %s', (agent, device) => {
	expect(deviceClass(agent)).toBe(device);
});

it.each([
	['203.0.113.77', '203.0.113.x'],
	['::ffff:203.0.113.77', '203.0.113.x'],
	['2001:db8:7:1::1', '2001:db8:7::'],
	['2001:db8::1', '2001:db8:0::'],
	['2001:0db8:0007:0:0:0:0:1', '2001:db8:7::'],
	['::1', '0:0:0::'],
	['fe80::1%eth0', 'fe80:0:0::'],
	['nonsense', null],
	[null, null],
])('network of %s', (address, short) => {
	expect(shortAddress(address)).toBe(short);
});
