import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

function read(env: Record<string, string>) {
	const config = readConfig(env);
	if (!config.ok) throw new Error(config.reason.variable);
	return config.value;
}

function fault(env: Record<string, string>) {
	const config = readConfig(env);
	return config.ok ? null : config.reason.variable;
}

describe('configuration', () => {
	it('needs nothing', () => {
		expect(read({})).toEqual({
			port: 3000,
			auditHeadUrl: null,
			auditDays: 3653,
			securityContact: null,
			rateLimitFactor: 1,
			host: '127.0.0.1',
			origin: 'http://127.0.0.1:3000',
			dataDir: resolve('./data'),
			databaseUrl: null,
			dicomweb: null,
			consent: null,
			demo: true,
			hubKey: null,
			signIn: { kind: 'local' },
			logLevel: 'info',
		});
	});

	it('asks for consents where it is told to', () => {
		const consent = read({ CONSENT_URL: 'https://consent.example/fhir/', CONSENT_TOKEN: 't' }).consent;
		expect(consent).toEqual({ url: 'https://consent.example/fhir', token: 't' });
		expect(fault({ CONSENT_TOKEN: 't' })).toBe('CONSENT_TOKEN');
		expect(fault({ CONSENT_URL: 'consent' })).toBe('CONSENT_URL');
	});

	it('takes an empty value for none', () => {
		expect(read({ DATABASE_URL: '', DEMO: '', ORIGIN: '' })).toEqual(read({}));
	});

	it('puts nothing into a database or an archive of one’s own unasked', () => {
		expect(read({ DATABASE_URL: 'postgres://hub@db/hub' }).demo).toBe(false);
		expect(read({ DICOMWEB_URL: 'http://archive/dicom-web' }).demo).toBe(false);
		expect(read({ DATABASE_URL: 'postgres://hub@db/hub', DEMO: '1' }).demo).toBe(true);
		expect(read({ DEMO: '0' }).demo).toBe(false);
	});

	it('writes the address that browsers use', () => {
		expect(read({ HOST: '::1', PORT: '8080' }).origin).toBe('http://[::1]:8080');
		expect(read({ ORIGIN: 'https://hub.example/', LOCAL_SIGN_IN: 'off' }).origin).toBe('https://hub.example');
		expect(fault({ ORIGIN: 'https://hub.example/path' })).toBe('ORIGIN');
	});

	it('knows three ways to the archive behind', () => {
		const url = 'http://archive:8042/dicom-web/';
		const at = (more: Record<string, string>) => read({ DICOMWEB_URL: url, ...more }).dicomweb;
		expect(at({})).toEqual({ url: 'http://archive:8042/dicom-web', auth: { kind: 'none' } });
		expect(at({ DICOMWEB_TOKEN: 't' })?.auth).toEqual({ kind: 'bearer', token: 't' });
		const basic = { DICOMWEB_USER: 'u', DICOMWEB_PASSWORD: 'p' };
		expect(at(basic)?.auth).toEqual({ kind: 'basic', user: 'u', password: 'p' });
		expect(fault({ DICOMWEB_URL: url, DICOMWEB_TOKEN: 't', ...basic })).toBe('DICOMWEB_TOKEN');
		expect(fault({ DICOMWEB_URL: url, DICOMWEB_USER: 'u' })).toBe('DICOMWEB_PASSWORD');
		expect(fault({ DICOMWEB_TOKEN: 't' })).toBe('DICOMWEB_TOKEN');
	});

	it.each([
		['PORT', '0'],
		['PORT', '3000x'],
		['PORT', '65536'],
		['HOST', 'a host'],
		['DATABASE_URL', 'mysql://hub@db/hub'],
		['DATABASE_URL', 'hub'],
		['DICOMWEB_URL', 'ftp://archive'],
		['DEMO', 'true'],
		['LOG_LEVEL', 'loud'],
	])('names %s when it is %s', (variable, value) => {
		expect(fault({ [variable]: value })).toBe(variable);
	});
});
