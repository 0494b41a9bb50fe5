/*
 * The landing of a share link. A classic script for old and in-app browsers (ES2017, no modules). The secret comes in the
 * fragment, is taken out of the address at once and lives in memory only; it leaves by one POST after a tap.
 */
(function () {
	'use strict';
	var all = JSON.parse(byId('words').textContent);
	var root = document.documentElement;
	var form = byId('form');
	var pin = byId('pin');
	var open = byId('open');
	var notice = byId('notice');
	var line = byId('line');
	var resume = byId('resume');
	var named = byId('named');
	var report = byId('report');
	var secret = '';
	/* For a named person, who signs in: no PIN. */
	var isNamed = false;
	var busy = false;
	/* What the notice says now, so that a change of language can say it again. */
	var said = null;

	takeSecret();
	window.addEventListener('hashchange', takeSecret);
	byId('language').addEventListener('click', switchLanguage);
	byId('line-stay').addEventListener('click', showForm);
	form.addEventListener('submit', submit);
	byId('named-open').addEventListener('click', signIn);
	report.addEventListener('click', reportStranger);
	resume.addEventListener('click', function (event) {
		event.preventDefault();
		goOn(resume.getAttribute('href'));
	});
	pin.addEventListener('input', onlyDigits);
	/* Back from the images by the browser's own cache: nothing of the last time may be left. */
	window.addEventListener('pageshow', function (event) {
		if (event.persisted) location.reload();
	});

	function takeSecret() {
		var found = /^#(n\.)?([\w-]{20,100})$/.exec(location.hash);
		var given = location.hash.length > 1;
		if (given) history.replaceState(null, '', location.pathname + keptQuery());
		if (found) {
			isNamed = Boolean(found[1]);
			secret = found[2];
			pin.value = '';
			quiet();
			show(report, false);
			if (/\bLine\//i.test(navigator.userAgent) && !/openExternalBrowser=1/.test(location.search)) showLine();
			else showForm();
		} else if (given || !secret) {
			lookForSession();
		}
	}

	/* The language stays in the address; LINE's switch has done its work. */
	function keptQuery() {
		var language = /[?&]lang=(th|en)/.exec(location.search);
		return language ? '?lang=' + language[1] : '';
	}

	function showLine() {
		byId('line-open').href =
			'/s?openExternalBrowser=1&lang=' + root.lang + '#' + (isNamed ? 'n.' : '') + secret;
		show(line, true);
		show(form, false);
		show(named, false);
	}

	function showForm() {
		show(line, false);
		show(resume, false);
		show(named, isNamed);
		show(form, !isNamed);
		if (isNamed) return;
		/* Where a keyboard would cover half the screen, the reader taps first. */
		if (window.matchMedia && matchMedia('(pointer: fine)').matches) pin.focus();
	}

	/* Without a secret: back from a page that wants this device to prove itself, or the address was typed. */
	async function lookForSession() {
		show(form, false);
		var to = new URLSearchParams(location.search).get('to');
		if (isPath(to)) return goOn(to);
		try {
			var answer = await fetch('/api/session?as=guest', { credentials: 'same-origin' });
			if (answer.status === 401 && (await answer.json()).code === 'device-unproved' && !(await prove())) {
				answer = await fetch('/api/session?as=guest', { credentials: 'same-origin' });
			}
			if (answer.ok) {
				var session = await answer.json();
				if (session.studies.length > 0) {
					resume.href = '/studies/' + encodeURIComponent(session.studies[0].study);
					show(resume, true);
					say('resumeLead', { time: session.studies[0].endsAt }, '');
					return;
				}
			}
		} catch (_offline) {
			/* Then the link is asked for, which is right without a session too. */
		}
		say('no-secret', {}, 'bad');
	}

	function isPath(to) {
		return /^\/studies\/[0-9.]+(\?[\w.=&%-]*)?$/.test(to || '');
	}

	/* A page of images opens for the device that opened the link. */
	async function goOn(to) {
		say('proving', {}, '');
		try {
			var problem = await prove();
			if (problem === '') return location.replace(to);
			say(problem, {}, 'bad');
		} catch (_offline) {
			resume.href = to;
			show(resume, true);
			say('offline', {}, 'bad');
		}
	}

	/* '' when the device proved itself, else which sentence says why not. Throws when the line is down. */
	async function prove() {
		var asked = await post('/api/session/challenge', {});
		if (!asked.ok) return whatIsLeft();
		var challenge = (await asked.json()).challenge;
		var pair = await devicePair(false);
		if (!pair) return 'device-other';
		var text = new TextEncoder().encode('imaging-hub guest device\n' + challenge);
		var signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, text);
		var proof = { challenge: challenge, signature: base64(signature), entry: true };
		return (await post('/api/session/proof', proof)).ok ? '' : 'device-other';
	}

	/* A browser that can keep no key has nothing to prove; otherwise the session is over. */
	async function whatIsLeft() {
		var answer = await fetch('/api/session?as=guest', { credentials: 'same-origin' });
		if (answer.ok) return '';
		var code = 'link-' + (await answer.json()).code;
		return all.th.codes[code] ? code : 'no-secret';
	}

	/* A key that no script can read out, kept by the browser; null where there can be none. */
	function devicePair(make) {
		return new Promise(function (done) {
			var nothing = function () { done(null); };
			/* Some in-app browsers never answer. */
			setTimeout(nothing, 3000);
			if (!window.crypto || !crypto.subtle || !window.indexedDB) return nothing();
			var opening = indexedDB.open('hub-device', 1);
			opening.onupgradeneeded = function () { opening.result.createObjectStore('keys'); };
			opening.onerror = opening.onblocked = nothing;
			opening.onsuccess = function () {
				kept(opening.result, null).then(function (pair) {
					if (pair || !make) return pair;
					var kind = { name: 'ECDSA', namedCurve: 'P-256' };
					return crypto.subtle.generateKey(kind, false, ['sign', 'verify']).then(function (fresh) {
						return kept(opening.result, fresh);
					});
				}).then(done, nothing);
			};
		});
	}

	/* What is there already wins: two tabs may open two links at once. */
	function kept(db, fresh) {
		return new Promise(function (done, failed) {
			var work = db.transaction('keys', fresh ? 'readwrite' : 'readonly');
			var keys = work.objectStore('keys');
			var asked = keys.get('guest');
			asked.onsuccess = function () {
				if (!asked.result && fresh) keys.put(fresh, 'guest');
			};
			work.oncomplete = function () { done(asked.result || fresh); };
			work.onerror = work.onabort = failed;
		});
	}

	async function publicKey() {
		var pair = await devicePair(true);
		return pair ? base64(await crypto.subtle.exportKey('raw', pair.publicKey)) : null;
	}

	function base64(buffer) {
		var text = String.fromCharCode.apply(null, new Uint8Array(buffer));
		return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
	}

	/* The tap goes to the server, which remembers it over the sign-in: the secret leaves this page by no other way. */
	async function signIn() {
		if (busy) return;
		setBusy(true);
		say('opening', {}, '');
		try {
			var answer = await post('/api/links/intent', { secret: secret });
			if (!answer.ok) return await refused(answer);
			var to = (await answer.json()).to;
			if (!/^\/(sign-in\?|open-link$)/.test(to)) throw new Error('destination');
			remember(root.lang);
			location.assign(to);
		} catch (_lost) {
			say('offline', {}, 'bad');
		} finally {
			setBusy(false);
		}
	}

	async function reportStranger() {
		try {
			if (!(await post('/api/links/report', { secret: secret })).ok) throw new Error('refused');
			show(report, false);
			say('reported', {}, 'good');
		} catch (_lost) {
			say('offline', {}, 'bad');
		}
	}

	function onlyDigits() {
		var digits = pin.value.replace(/[๐-๙]/g, function (digit) {
			return String(digit.charCodeAt(0) - 0x0e50);
		});
		pin.value = digits.replace(/\D/g, '').slice(0, 6);
		pin.removeAttribute('aria-invalid');
	}

	async function submit(event) {
		event.preventDefault();
		if (busy) return;
		onlyDigits();
		if (pin.value.length !== 6) return wrong('pinIncomplete', {});
		setBusy(true);
		say('opening', {}, '');
		try {
			var reply = await redeem();
			if (reply.ok) {
				var opened = await reply.json();
				if (!/^\/studies\/[0-9.]+(\?|$)/.test(opened.to)) throw new Error('destination');
				secret = '';
				/* The images speak the language that this page was read in. */
				remember(root.lang);
				say('opened', { time: opened.endsAt }, 'good');
				location.replace(opened.to);
				return;
			}
			await refused(reply);
		} catch (_lost) {
			say('offline', {}, 'bad');
		}
		setBusy(false);
	}

	async function redeem() {
		return post('/api/links/redeem', { secret: secret, pin: pin.value, device: await publicKey() });
	}

	function post(path, body) {
		var options = {
			method: 'POST',
			credentials: 'same-origin',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body)
		};
		if (window.AbortController) {
			var patience = new AbortController();
			setTimeout(function () { patience.abort(); }, 30000);
			options.signal = patience.signal;
		}
		return fetch(path, options);
	}

	async function refused(reply) {
		var body = await reply.json().catch(function () { return {}; });
		var code = body.code;
		if (code === 'pin-wrong' && body.triesLeft > 0) {
			pin.value = '';
			return wrong('pin-wrong', { n: body.triesLeft });
		}
		if (code === 'pin-wrong') code = 'pin-wrong-last';
		if (code === 'too-many-tries') return say(code, { n: reply.headers.get('retry-after') || 60 }, 'bad');
		if (code === 'malformed') code = 'link-unknown';
		if (!all.th.codes[code]) return say('internal', {}, 'bad');
		if (code === 'link-named') {
			isNamed = true;
			quiet();
			return showForm();
		}
		/* Over for good: a field that can't help any more would only invite further tries. */
		show(form, false);
		show(named, false);
		show(report, code === 'link-opened-before');
		say(code, { time: body.openedAt, sender: body.sender }, 'bad');
	}

	function wrong(code, values) {
		pin.setAttribute('aria-invalid', 'true');
		say(code, values, 'bad');
		pin.focus();
	}

	function say(code, values, mood) {
		said = { code: code, values: values };
		notice.textContent = sentence();
		notice.className = 'notice ' + mood;
		show(notice, true);
	}

	function quiet() {
		said = null;
		show(notice, false);
	}

	function sentence() {
		var words = all[root.lang];
		var text = words.codes[said.code] || words[said.code];
		var values = said.values;
		text = text.replace('{n}', String(values.n)).replace('{time}', values.time ? moment(values.time) : '');
		return values.sender ? text + ' ' + words.ask.replace('{sender}', values.sender[root.lang]) : text;
	}

	/* Thai dates show the Buddhist era. */
	function moment(at) {
		var locale = root.lang === 'th' ? 'th-TH-u-ca-buddhist-nu-latn' : 'en-GB';
		var parts = { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false };
		var text = new Intl.DateTimeFormat(locale, parts).format(new Date(at));
		return root.lang === 'th' ? text + ' น.' : text;
	}

	/* Without loading anew: that would lose the secret. */
	function switchLanguage(event) {
		event.preventDefault();
		var to = root.lang === 'th' ? 'en' : 'th';
		root.lang = to;
		remember(to);
		history.replaceState(null, '', location.pathname + '?lang=' + to);
		var words = all[to];
		document.querySelectorAll('[data-word]').forEach(function (element) {
			element.textContent = words[element.getAttribute('data-word')];
		});
		document.querySelector('h1').textContent = words.title;
		var link = byId('language');
		link.textContent = words.otherLanguage;
		link.lang = to === 'th' ? 'en' : 'th';
		link.href = '?lang=' + link.lang;
		document.querySelector('footer h2').textContent = words.limits.title;
		document.querySelector('footer p').textContent = words.limits.fault;
		document.querySelector('footer p:last-child').textContent = words.limits.version;
		document.querySelectorAll('footer li').forEach(function (item, n) {
			item.textContent = words.limits.points[n];
		});
		if (said) notice.textContent = sentence();
		if (!line.hidden) showLine();
	}

	function remember(language) {
		document.cookie = 'lang=' + language + '; path=/; max-age=31536000; samesite=lax';
	}

	function setBusy(now) {
		busy = now;
		open.setAttribute('aria-disabled', String(now));
		pin.readOnly = now;
	}

	function show(element, visible) {
		element.hidden = !visible;
	}

	function byId(id) {
		return document.getElementById(id);
	}
})();
