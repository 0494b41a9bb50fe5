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
	var secret = '';
	var busy = false;
	/* What the notice says now, so that a change of language can say it again. */
	var said = null;

	takeSecret();
	window.addEventListener('hashchange', takeSecret);
	byId('language').addEventListener('click', switchLanguage);
	byId('line-stay').addEventListener('click', showForm);
	form.addEventListener('submit', submit);
	pin.addEventListener('input', onlyDigits);
	/* Back from the images by the browser's own cache: nothing of the last time may be left. */
	window.addEventListener('pageshow', function (event) {
		if (event.persisted) location.reload();
	});

	function takeSecret() {
		var found = /^#([\w-]{20,100})$/.exec(location.hash);
		var given = location.hash.length > 1;
		if (given) history.replaceState(null, '', location.pathname + keptQuery());
		if (found) {
			secret = found[1];
			pin.value = '';
			quiet();
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
		byId('line-open').href = '/s?openExternalBrowser=1&lang=' + root.lang + '#' + secret;
		show(line, true);
		show(form, false);
	}

	function showForm() {
		show(line, false);
		show(resume, false);
		show(form, true);
		/* Where a keyboard would cover half the screen, the reader taps first. */
		if (window.matchMedia && matchMedia('(pointer: fine)').matches) pin.focus();
	}

	async function lookForSession() {
		show(form, false);
		try {
			var answer = await fetch('/api/session?as=guest', { credentials: 'same-origin' });
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

	function redeem() {
		var options = {
			method: 'POST',
			credentials: 'same-origin',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ secret: secret, pin: pin.value })
		};
		if (window.AbortController) {
			var patience = new AbortController();
			setTimeout(function () { patience.abort(); }, 30000);
			options.signal = patience.signal;
		}
		return fetch('/api/links/redeem', options);
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
		/* Over for good: a field that can't help any more would only invite further tries. */
		show(form, false);
		say(code, {}, 'bad');
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
		return text.replace('{n}', String(values.n)).replace('{time}', values.time ? moment(values.time) : '');
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
