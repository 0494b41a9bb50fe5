/**
 * One row for each route and method: what it asks of its caller. A route without a row fails `rights-matrix.test.ts`, so that
 * nobody adds one without saying who may use it.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '../../src/lib/access/staff.ts';
import type { StudyUid } from '../../src/lib/dicom/uid.ts';
import { instanceOf, seriesOf } from './world.ts';

export type StudyRight = 'view' | 'download' | 'share' | 'list' | 'search' | 'store' | 'break-glass' | 'ask';

/** `list`: what lists show of it, to coordinators of both hospitals too. `move`: who may move it at all. */
export type ConsultRight = 'seat' | 'write' | 'list' | 'move';

interface Ask {
	readonly path: string;
	readonly body?: unknown;
}

export type Row =
	/** The same for everybody, and nothing of anybody in it. */
	| { readonly kind: 'everyone' }
	/** A study's: who has that right over it is let in, for everyone else it doesn't exist. */
	| { readonly kind: 'study'; readonly right: StudyRight; readonly ask: (study: StudyUid) => Ask }
	/** People of these roles, whatever the study; `none` of those with a clinical role without a licence. */
	| { readonly kind: 'roles'; readonly roles: readonly Role[]; readonly ask: Ask }
	/** Whoever holds this kind of session: about themselves only. */
	| { readonly kind: 'self'; readonly who: 'people' | 'guests'; readonly ask: Ask }
	/** Another system with this scope. */
	| { readonly kind: 'system'; readonly scope: 'consent'; readonly ask: Ask }
	/**
	 * A consult's: `seat` lets in whoever sits in it, `write` those of them who may write. For everyone else there is no such
	 * consult.
	 */
	| { readonly kind: 'consult'; readonly right: ConsultRight; readonly ask: (consult: string) => Ask }
	/** Needs something of the person's own, by an id nobody can guess: an id of nobody's is not found by anyone. */
	| { readonly kind: 'unguessed'; readonly ask: Ask }
	/** A page of people: without a session it leads to the sign-in. `roles`: others are told they may not, or find nothing. */
	| { readonly kind: 'page'; readonly ask: Ask };

const clinical: readonly Role[] = ['clinic-staff', 'rural-doctor', 'specialist', 'radiologist'];
const doctors: readonly Role[] = ['rural-doctor', 'specialist', 'radiologist'];
const listing: readonly Role[] = [...clinical, 'coordinator'];
const everybody: readonly Role[] = [...listing, 'hospital-admin', 'privacy-officer', 'operator'];
const officers: readonly Role[] = ['privacy-officer'];
const linkKeepers: readonly Role[] = ['privacy-officer', 'hospital-admin'];

const everyone: Row = { kind: 'everyone' };
const roles = (list: readonly Role[], path: string, body?: unknown): Row => ({
	kind: 'roles',
	roles: list,
	ask: { path, body },
});
const of = (
	right: StudyRight,
	path: (study: StudyUid) => string,
	body?: (study: StudyUid) => unknown,
): Row => ({
	kind: 'study',
	right,
	ask: (study) => ({ path: path(study), body: body?.(study) }),
});
export const consult = (right: ConsultRight, path: (consult: string) => string, body?: unknown): Row => ({
	kind: 'consult',
	right,
	ask: (id) => ({ path: path(id), body }),
});
const unguessed = (path: string, body?: unknown): Row => ({ kind: 'unguessed', ask: { path, body } });
const self = (who: 'people' | 'guests', path: string, body?: unknown): Row => ({
	kind: 'self',
	who,
	ask: { path, body },
});
const page = (path: string): Row => ({ kind: 'page', ask: { path } });

const nobodys = '7f3a9c0e-0000-4000-8000-000000000000';
/** Well-formed nowhere: who is let in hears `malformed`, and nothing is changed by the asking. */
const malformed = { malformed: true };
const api = (study: StudyUid): string => `/api/studies/${study}`;
const picture = (study: StudyUid): string => `${api(study)}/instances/${instanceOf(study, 1)}`;
const web = (study: StudyUid): string => `/dicom-web/studies/${study}`;
const webSeries = (study: StudyUid): string => `${web(study)}/series/${seriesOf(study)}`;
const webPicture = (study: StudyUid): string => `${webSeries(study)}/instances/${instanceOf(study, 1)}`;
const trail = (whose: 'own' | 'hospital') => ({
	of: whose,
	since: null,
	until: null,
	person: '',
	hn: '',
	group: null,
	after: null,
});
const newLink = (study: StudyUid) => ({
	study,
	place: null,
	annotate: false,
	download: false,
	hours: 1,
	maxUses: null,
	oneTime: false,
	to: { kind: 'pin' },
});

const draftOf = (study: StudyUid) => ({
	study,
	others: [],
	place: null,
	question: 'ก้อนที่ปอดขวา?',
	background: '',
	urgency: 'routine',
	to: null,
	send: false,
	draft: null,
});

export const rows: Readonly<Record<string, Row | readonly Row[]>> = {
	'GET /': everyone,
	'GET /health': everyone,
	'GET /ready': everyone,
	'GET /metrics': everyone,
	'GET /s': everyone,
	'GET /open-link': everyone,
	'GET /[x+2e]well-known/security.txt': everyone,

	'page /studies/[study]': of('view', (study) => `/studies/${study}`),
	'page /consults/[consult]': consult('seat', (id) => `/consults/${id}`),
	'GET /api/studies/[study]/manifest': of('view', (study) => `${api(study)}/manifest`),
	'GET /api/studies/[study]/foreign-marks': of('view', (study) => `${api(study)}/foreign-marks`),
	'GET /api/studies/[study]/instances/[instance]/frames/[n]': of(
		'view',
		(study) => `${picture(study)}/frames/1`,
	),
	'GET /api/studies/[study]/instances/[instance]/frames/[n]/preview': of(
		'view',
		(study) => `${picture(study)}/frames/1/preview`,
	),
	'GET /api/studies/[study]/series/[series]/previews': of(
		'view',
		(study) => `${api(study)}/series/${seriesOf(study)}/previews`,
	),
	'GET /api/studies/[study]/thumbnails': of('view', (study) => `${api(study)}/thumbnails`),
	'GET /api/studies/[study]/instances/[instance]/overlays/[group]/[n]': of(
		'view',
		(study) => `${picture(study)}/overlays/6000/1`,
	),
	'GET /api/studies/[study]/instances/[instance]/tree': of('view', (study) => `${picture(study)}/tree`),
	'GET /api/studies/[study]/instances/[instance]/document': of(
		'view',
		(study) => `${api(study)}/instances/${instanceOf(study, 2)}/document`,
	),
	'POST /api/studies/[study]/break-glass': of(
		'break-glass',
		(study) => `${api(study)}/break-glass`,
		() => malformed,
	),
	'GET /api/events': [of('view', (study) => `/api/events?study=${study}`), roles(everybody, '/api/events')],

	'fallback /dicom-web/[...path]': [
		of('view', (study) => `${web(study)}/metadata`),
		of('view', (study) => `${webSeries(study)}/metadata`),
		of('view', (study) => `${webPicture(study)}/metadata`),
		of('view', (study) => `${webPicture(study)}/frames/1`),
		of('view', (study) => `${webPicture(study)}/rendered`),
		of('view', (study) => `${webPicture(study)}/frames/1/rendered`),
		of('view', (study) => `${webSeries(study)}/thumbnail`),
		of('download', (study) => web(study)),
		of('download', (study) => webSeries(study)),
		of('download', (study) => webPicture(study)),
		of('search', (study) => `${web(study)}/series`),
		of('search', (study) => `${web(study)}/instances`),
		of('search', (study) => `${webSeries(study)}/instances`),
	],

	'page /worklist': page('/worklist'),
	'page /upload': page('/upload'),
	'POST /api/worklist/search': roles(listing, '/api/worklist/search', malformed),
	'POST /api/worklist/glance': roles(listing, '/api/worklist/glance', malformed),
	'POST /api/worklist/filters': roles(listing, '/api/worklist/filters', malformed),
	'DELETE /api/worklist/filters/[id]': roles(listing, `/api/worklist/filters/${nobodys}`),
	'GET /api/worklist/[study]/thumbnail': of('list', (study) => `/api/worklist/${study}/thumbnail`),

	'POST /api/upload-batches': roles(clinical, '/api/upload-batches', {}),
	'GET /api/upload-batches/[batch]': unguessed(`/api/upload-batches/${nobodys}`),
	'DELETE /api/upload-batches/[batch]': unguessed(`/api/upload-batches/${nobodys}`),
	'POST /api/upload-batches/[batch]/files': roles(
		clinical,
		`/api/upload-batches/${nobodys}/files`,
		malformed,
	),
	'DELETE /api/upload-batches/[batch]/files/[file]': unguessed(
		`/api/upload-batches/${nobodys}/files/${nobodys}`,
	),
	'GET /api/upload-batches/[batch]/files/[file]/picture': unguessed(
		`/api/upload-batches/${nobodys}/files/${nobodys}/picture`,
	),
	'POST /api/upload-batches/[batch]/filings': roles(
		clinical,
		`/api/upload-batches/${nobodys}/filings`,
		malformed,
	),
	'POST /api/upload-batches/[batch]/pictures': roles(
		clinical,
		`/api/upload-batches/${nobodys}/pictures`,
		malformed,
	),
	'POST /api/upload-patients': roles(clinical, '/api/upload-patients', malformed),
	'POST /api/uploads/[...path]': unguessed(`/api/uploads/${nobodys}`),
	'PATCH /api/uploads/[...path]': unguessed(`/api/uploads/${nobodys}`),
	'HEAD /api/uploads/[...path]': unguessed(`/api/uploads/${nobodys}`),

	'GET /api/links': [roles(clinical, '/api/links'), roles(linkKeepers, '/api/links?of=hospital')],
	'POST /api/links': of('share', () => '/api/links', newLink),
	'POST /api/links/[id]/revoke': unguessed(`/api/links/${nobodys}/revoke`, {}),
	'GET /api/links/people': roles(clinical, '/api/links/people?hospital=99002'),
	'GET /api/links/terms': roles(clinical, '/api/links/terms'),
	'POST /api/links/claim': self('people', '/api/links/claim', {}),
	'POST /api/links/intent': everyone,
	'POST /api/links/redeem': everyone,
	'POST /api/links/report': everyone,

	'page /consults': page('/consults'),
	'POST /api/consults': of('ask', () => '/api/consults', draftOf),
	'GET /api/studies/[study]/consults': of('ask', (study) => `${api(study)}/consults`),
	'POST /api/consults/search': roles(listing, '/api/consults/search', malformed),
	'GET /api/consults/counts': roles(listing, '/api/consults/counts'),
	'POST /api/consults/whom': roles(clinical, '/api/consults/whom', malformed),
	'GET /api/consults/[id]': consult('list', (id) => `/api/consults/${id}`),
	'POST /api/consults/[id]/moves': consult('move', (id) => `/api/consults/${id}/moves`, malformed),
	'GET /api/consults/[id]/live': consult('seat', (id) => `/api/consults/${id}/live`),
	'GET /api/consults/[id]/record': consult('seat', (id) => `/api/consults/${id}/record`),
	'POST /api/consults/[id]/seen': consult('seat', (id) => `/api/consults/${id}/seen`, malformed),
	'GET /api/consults/[id]/answer': consult('seat', (id) => `/api/consults/${id}/answer`),
	'POST /api/consults/[id]/answer': consult('seat', (id) => `/api/consults/${id}/answer`, malformed),
	'POST /api/consults/[id]/answer/preview': consult(
		'seat',
		(id) => `/api/consults/${id}/answer/preview`,
		malformed,
	),
	'POST /api/consults/[id]/answer/hand-back': unguessed(`/api/consults/${nobodys}/answer/hand-back`, {}),
	'GET /api/consults/[id]/answer/pictures/[event]': unguessed(
		`/api/consults/${nobodys}/answer/pictures/${nobodys}`,
	),
	'GET /api/consults/[id]/answer/[version]/letter.pdf': unguessed(
		`/api/consults/${nobodys}/answer/1/letter.pdf`,
	),
	'page /consults/[id]/answer/print': page(`/consults/${nobodys}/answer/print`),

	'POST /api/consents/changed': {
		kind: 'system',
		scope: 'consent',
		ask: { path: '/api/consents/changed', body: malformed },
	},
	'POST /api/emergency': roles(doctors, '/api/emergency', malformed),
	'GET /api/oversight/reviews': roles(officers, '/api/oversight/reviews'),
	'GET /api/oversight/reviews/counts': roles(officers, '/api/oversight/reviews/counts'),
	'POST /api/oversight/reviews/[id]': unguessed(`/api/oversight/reviews/${nobodys}`, malformed),
	'POST /api/oversight/trail': [
		roles(everybody, '/api/oversight/trail', trail('own')),
		roles(officers, '/api/oversight/trail', trail('hospital')),
	],
	'POST /api/oversight/openings': roles(officers, '/api/oversight/openings', malformed),
	'POST /api/oversight/patients': roles(officers, '/api/oversight/patients', malformed),
	// The file itself, by a ticket that only its asker was given.
	'GET /api/oversight/export': unguessed('/api/oversight/export'),
	'POST /api/oversight/export': roles(officers, '/api/oversight/export', malformed),

	'GET /api/session': everyone,
	'DELETE /api/session': everyone,
	'POST /api/session/activity': self('people', '/api/session/activity', malformed),
	'POST /api/session/device': self('people', '/api/session/device', malformed),
	'POST /api/session/draft-key': self('people', '/api/session/draft-key', {}),
	'POST /api/session/lock': self('people', '/api/session/lock', malformed),
	'GET /api/session/others': self('people', '/api/session/others'),
	'POST /api/session/others': self('people', '/api/session/others', malformed),
	'POST /api/session/challenge': self('guests', '/api/session/challenge', {}),
	'POST /api/session/proof': self('guests', '/api/session/proof', malformed),
	'GET /sign-in': everyone,
	'POST /sign-in/start': everyone,
	'GET /sign-in/callback/[provider]': everyone,
	'GET /sign-in/hospital': everyone,
	'POST /sign-in/hospital': everyone,
	'POST /api/admin/devices': roles(['hospital-admin'], '/api/admin/devices', { after: null }),
	'POST /api/admin/hospitals': roles(['operator'], '/api/admin/hospitals', malformed),
	'POST /api/admin/people': roles(['hospital-admin'], '/api/admin/people', { text: '', after: null }),
	'GET /api/admin/people/[id]': unguessed(`/api/admin/people/${nobodys}`),
	'POST /api/admin/people/[id]': roles(['hospital-admin'], `/api/admin/people/${nobodys}`, malformed),
	'POST /api/admin/sessions': [
		roles(['hospital-admin'], '/api/admin/sessions', { of: 'person', id: nobodys }),
		roles(['hospital-admin'], '/api/admin/sessions', { of: 'device', id: nobodys }),
	],
	'POST /api/admin/settings': [
		roles(['hospital-admin'], '/api/admin/settings', { key: 'nothing', value: 1, scope: 'hospital' }),
		roles(['operator'], '/api/admin/settings', { key: 'nothing', value: 1, scope: 'hub' }),
	],
	'page /admin': page('/admin'),
	'page /admin/[tab]': page('/admin/people'),
	'page /links': page('/links'),
	'page /oversight': page('/oversight'),
	'page /oversight/trail': page('/oversight/trail'),
	'page /oversight/patient': page('/oversight/patient'),
	'page /oversight/export': page('/oversight/export'),
	'page /locked': page('/locked'),
	'page /emergency': page('/emergency'),
	'page /oversight/reviews': page('/oversight/reviews'),
};

const routes = join(import.meta.dirname, '../../src/routes');

/** `GET /api/links`, `page /worklist`: everything that src/routes answers. Groups in parentheses are no part of an address. */
export function routesInTheSources(): string[] {
	return readdirSync(routes, { recursive: true, encoding: 'utf8' })
		.flatMap((file) => {
			const folder = file.replaceAll('\\', '/').split('/').slice(0, -1);
			const address = `/${folder.filter((part) => !/^\(.*\)$/.test(part)).join('/')}`;
			if (/\+page(\.server)?\.(ts|svelte)$/.test(file)) return [`page ${address}`];
			if (!file.endsWith('+server.ts')) return [];
			const text = readFileSync(join(routes, file), 'utf8');
			const methods = [
				...text.matchAll(
					/export (?:const|(?:async )?function) (GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|fallback)\b/g,
				),
			];
			return methods.map(([, method]) => `${method} ${address}`);
		})
		.filter((route, index, all) => all.indexOf(route) === index);
}
