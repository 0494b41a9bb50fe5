/**
 * Guards and the tests that watch them: with the guard taken out of a copy of the sources, its test must go red. Run by
 * `npm run guards` (not part of `npm test`: it tries each in a tree of its own and takes half an hour).
 */
export interface Guard {
	readonly threat: number;
	/** what is taken out */
	readonly name: string;
	readonly file: string;
	/** stands exactly once in the file */
	readonly find: string;
	readonly put: string;
	/** the test that must go red: its file and title */
	readonly test: readonly [file: string, title: string];
}

export const guards: readonly Guard[] = [
	{
		threat: 1,
		name: 'the question at the beginning of every route',
		file: 'src/lib/server/app/answers.ts',
		find: 'return decision.allow ? null : refusalAnswer(decision.reason);',
		put: 'return null;',
		test: ['tests/study-routes.test.ts', 'threat-1 '],
	},
	{
		threat: 1,
		name: 'an instance is looked up within its own study',
		file: 'src/lib/server/archive/catalogue/catalogue-read.ts',
		find: "				.where('study', '=', study)\n				.where('uid', '=', instance)",
		put: "				.where('uid', '=', instance)",
		test: ['src/lib/server/archive/catalogue/catalogue.test.ts', 'threat-1'],
	},
	{
		threat: 1,
		name: 'a guest has the studies of the link and no others',
		file: 'src/lib/access/decide.ts',
		find: 'each.studies.includes(study) && ',
		put: '',
		test: ['src/lib/access/decide.test.ts', ''],
	},
	{
		threat: 2,
		name: 'the list of verbs',
		file: 'src/lib/server/dicomweb/resource.ts',
		find: "const reading = ['GET', 'HEAD', 'OPTIONS'];",
		put: "const reading = ['GET', 'HEAD', 'OPTIONS', 'DELETE', 'PUT', 'PATCH'];",
		// The whole file: its tests build on each other.
		test: ['tests/dicomweb-store.test.ts', ''],
	},
	{
		threat: 2,
		name: 'no path below a view',
		file: 'src/lib/server/dicomweb/resource.ts',
		find: '	if (segments.length !== 1) return null;\n	if (view',
		put: '	if (view',
		test: ['src/lib/server/dicomweb/resource.test.ts', 'threat-2'],
	},
	{
		threat: 3,
		name: 'redirects of the archive are not followed',
		file: 'src/lib/server/archive/upstream/upstream-http.ts',
		find: "redirect: 'manual',",
		put: "redirect: 'follow',",
		test: ['tests/upstream.test.ts', 'threat-3'],
	},
	{
		threat: 7,
		name: 'the landing page gives nothing to who merely fetches it',
		file: 'src/routes/s/+server.ts',
		find: "locals.app.metrics.landing(visitorOf(request.headers.get('user-agent')));",
		put: "return new Response('opened', { headers: { 'set-cookie': 'hub-session=x' } });",
		test: ['tests/front.test.ts', 'threat-7'],
	},
	{
		threat: 5,
		name: 'an unproved device is given nothing',
		file: 'src/lib/access/decide.ts',
		find: "	if (guest.device === 'unproved') return deny('device-unproved');\n",
		put: '',
		test: ['src/lib/access/decide.test.ts', 'threat-5'],
	},
	{
		threat: 5,
		name: "a guest's page wants a cookie issued for it",
		file: 'src/lib/server/app/guest-page.ts',
		find: "if (principal.device === 'bound' && (await takeEntry(app.db, token, app.clock()))) return;",
		put: "if (principal.device === 'bound') return;",
		test: ['e2e/sharing.e2e.ts', 'threat-5 a cookie'],
	},
	{
		threat: 5,
		name: "the signature is the device's own",
		file: 'src/lib/server/identity/device-proof.ts',
		find: 'row.device_key === null || !signedBy(row.device_key, proof)',
		put: 'row.device_key === null',
		test: ['src/lib/server/identity/linked-people.test.ts', 'threat-5: another key'],
	},
	{
		threat: 5,
		name: 'links are carried over to the same device only',
		file: 'src/lib/server/identity/guest-session.ts',
		find: 'return row?.device_key === context.deviceKey ? before : null;',
		put: 'return before;',
		test: ['src/lib/server/identity/linked-people.test.ts', 'threat-5: a copied cookie'],
	},
	{
		threat: 8,
		name: 'the lock after five wrong PINs',
		file: 'src/lib/server/identity/redeem.ts',
		find: "	if (link.wrong_pins >= wrongPinsAllowed) return err({ code: 'link-locked' });\n",
		put: '',
		test: ['src/lib/server/identity/share-link.test.ts', 'threat-8: five wrong PINs'],
	},
	{
		threat: 8,
		name: 'one time for every refusal',
		file: 'src/lib/server/identity/redeem.ts',
		find: 'await pinMatches(attempt.pin, attempt.secret, known ?? noPin);',
		put: "known !== undefined && (await pinMatches(attempt.pin, attempt.secret, known));\n	if (known === undefined) return err({ code: 'link-unknown' });",
		test: ['src/lib/server/identity/share-link.test.ts', 'threat-8: an unknown link'],
	},
	{
		threat: 9,
		name: 'no referrer',
		file: 'src/lib/server/app/headers.ts',
		find: "	'referrer-policy': 'no-referrer',\n",
		put: '',
		test: ['tests/front.test.ts', 'threat-9'],
	},
	{
		threat: 9,
		name: 'the secret leaves the address',
		file: 'static/landing.js',
		find: "if (given) history.replaceState(null, '', location.pathname + keptQuery());",
		put: '',
		test: ['e2e/link.e2e.ts', 'threat-9 the secret'],
	},
	{
		threat: 10,
		name: 'letters that hide or turn others are dropped',
		file: 'src/lib/dicom/text/display-text.ts',
		find: "text.replace(unseen, '')",
		put: 'text',
		test: ['src/lib/dicom/text/person-name.test.ts', 'threat-10'],
	},
	{
		threat: 10,
		name: 'text from files is text',
		file: 'src/lib/workspace/PatientStrip.svelte',
		find: '{shown.description}',
		put: '{@html shown.description}',
		test: ['e2e/hostile.e2e.ts', 'threat-11 threat-10'],
	},
	{
		threat: 11,
		name: 'the depth of sequences',
		file: 'src/lib/dicom/part10/element-reader.ts',
		find: "		if (depth > this.#limits.depth) throw new Refused('nested-too-deep');\n",
		put: '',
		test: ['src/lib/dicom/part10/part10-reader.test.ts', 'threat-11'],
	},
	{
		threat: 12,
		name: 'only what begins as a PDF goes out as one',
		file: 'src/lib/server/app/document-answer.ts',
		find: "	if (Buffer.from(bytes.subarray(0, 5)).toString('latin1') !== '%PDF-') return codeAnswer(422, 'not-a-pdf');\n",
		put: '',
		test: ['tests/study-routes.test.ts', 'threat-12'],
	},
	{
		threat: 12,
		name: 'the sandbox of a document',
		file: 'src/lib/server/app/document-answer.ts',
		find: 'sandbox; ',
		put: '',
		test: ['tests/study-routes.test.ts', 'threat-12'],
	},
	{
		threat: 18,
		name: 'an instance of another patient stays in',
		file: 'src/lib/server/app/asked-instance.ts',
		find: 'return isOtherPatient({ id: whole.patientId, birthDate: whole.birthDate }, row.patient)',
		put: 'return false',
		test: ['tests/study-routes.test.ts', 'threat-18'],
	},
	{
		threat: 22,
		name: 'the log names the route, not the address',
		file: 'src/hooks.server.ts',
		find: 'route: event.route.id,\n		method',
		put: 'route: url.pathname,\n		method',
		test: ['tests/front.test.ts', 'threat-22'],
	},
];
