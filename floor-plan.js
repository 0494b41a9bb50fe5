/**
 * The floor plan: which room may import which. One table; the linter's rules are generated from it (`eslint.config.js`), and
 * `tests/fence.test.ts` plants a violation of each kind. A new room or door is a decision record, not an accident.
 *
 * `pure` doors: every server room may use base, dicom, access and annotation, and archive's and consult's pure files.
 */
const pure = ['base', 'dicom', 'access', 'annotation', 'archive', 'consult'];
const server = (/** @type {string[]} */ ...doors) => [...pure, ...doors.map((door) => `server/${door}`)];

/** @type {Record<string, string[]>} */
export const rooms = {
	base: [],
	i18n: ['base'],
	ui: ['base', 'i18n'],
	dicom: ['base'],
	access: ['base', 'dicom'],
	annotation: ['base', 'dicom'],
	archive: ['base', 'dicom'],
	offline: ['base', 'dicom', 'archive'],
	consult: ['base', 'dicom', 'access', 'annotation'],
	viewer: ['base', 'i18n', 'ui', 'dicom', 'annotation', 'archive'],
	session: ['base', 'i18n', 'ui', 'access'],
	worklist: ['base', 'i18n', 'ui', 'dicom', 'access', 'archive', 'session'],
	upload: ['base', 'i18n', 'ui', 'dicom', 'access', 'archive', 'session'],
	sharing: ['base', 'i18n', 'ui', 'dicom', 'access', 'archive', 'session'],
	oversight: ['base', 'i18n', 'ui', 'dicom', 'access', 'archive', 'session'],
	asking: ['base', 'i18n', 'ui', 'dicom', 'access', 'archive', 'consult', 'session'],
	together: ['base', 'i18n', 'ui', 'dicom', 'access', 'annotation', 'archive', 'consult', 'session'],
	answering: ['base', 'i18n', 'ui', 'dicom', 'access', 'annotation', 'archive', 'consult', 'session'],
	workspace: [
		'base',
		'i18n',
		'ui',
		'dicom',
		'access',
		'annotation',
		'archive',
		'offline',
		'consult',
		'viewer',
		'session',
		'sharing',
		'oversight',
		'asking',
		'together',
		'answering',
	],
	'server/store': server(),
	'server/live': server(),
	'server/audit': server('store'),
	'server/identity': server('store', 'audit'),
	'server/access': server('store', 'audit', 'identity'),
	'server/pixels': server(),
	'server/archive': server('store', 'audit', 'access', 'pixels'),
	'server/dicomweb': server('store', 'audit', 'access', 'pixels', 'archive'),
	'server/worklist': server('store', 'audit', 'identity', 'access', 'archive'),
	'server/upload': server('store', 'audit', 'access', 'pixels', 'archive'),
	'server/demo': server('store', 'audit', 'identity', 'access', 'pixels', 'archive'),
	// An answer's letter is set on the server in the same words that the screen shows (decision 35).
	'server/consult': ['i18n', ...server('store', 'live', 'audit', 'identity', 'access', 'pixels', 'archive')],
	'server/app': server(
		'store',
		'live',
		'audit',
		'identity',
		'access',
		'pixels',
		'archive',
		'dicomweb',
		'worklist',
		'upload',
		'demo',
		'consult',
	),
};

/** Keepers: a library with consequences lives in the rooms named, nowhere else. */
export const keepers = [
	{ library: '@cornerstonejs/{core,tools}', match: /^@cornerstonejs\/(core|tools)/, rooms: ['viewer'] },
	{
		library: 'the codecs',
		match: /^(@cornerstonejs\/codec-|dcmjs-codecs)/,
		rooms: ['viewer', 'server/pixels', 'server/demo'],
	},
	{ library: 'sharp', match: /^sharp$/, rooms: ['server/pixels', 'server/demo'] },
	{ library: 'dexie', match: /^dexie/, rooms: ['offline'] },
	{ library: 'yjs', match: /^(yjs|y-protocols|y-websocket|lib0)/, rooms: ['consult', 'server/consult'] },
	{ library: 'ws', match: /^ws$/, rooms: ['server/consult'] },
	{ library: 'typst', match: /^@myriaddreamin\//, rooms: ['server/consult'] },
	{ library: 'the identity provider', match: /^oidc-provider/, rooms: ['server/demo'] },
	{ library: 'the OpenID Connect client', match: /^openid-client/, rooms: ['server/identity'] },
	{ library: 'the database driver', match: /^(node:sqlite|pg)(\/|$)/, rooms: ['server/store'] },
];
