/*
 * After the sign-in for a named link: asks for what the tap before it began. The cookie of that tap is HttpOnly; this page knows
 * no secret. A classic script, as the landing's.
 */
(function () {
	'use strict';
	var all = JSON.parse(byId('words').textContent);
	var root = document.documentElement;
	var notice = byId('notice');
	var again = byId('again');
	var signIn = byId('sign-in');
	var said = { code: 'opening', sender: null };
	var tries = { 'too-many-tries': true, offline: true, internal: true };
	var signs = { 'sign-in-needed': true, locked: true, 'link-not-for-you': true };

	again.addEventListener('click', claim);
	byId('language').addEventListener('click', switchLanguage);
	claim();

	async function claim() {
		say('opening', null, '');
		try {
			var options = { method: 'POST', credentials: 'same-origin', headers: { 'content-type': 'application/json' }, body: '{}' };
			var reply = await fetch('/api/links/claim', options);
			var body = await reply.json();
			if (!reply.ok) return say(all.th.codes[body.code] ? body.code : 'internal', body.sender || null, 'bad');
			if (!/^\/studies\/[0-9.]+(\?|$)/.test(body.to)) throw new Error('destination');
			location.replace(body.to);
		} catch (_lost) {
			say('offline', null, 'bad');
		}
	}

	function say(code, sender, mood) {
		said = { code: code, sender: sender };
		notice.textContent = sentence();
		notice.className = 'notice ' + mood;
		again.hidden = !tries[code];
		signIn.hidden = !signs[code];
	}

	function sentence() {
		var words = all[root.lang];
		var text = words.codes[said.code] || words[said.code];
		return said.sender ? text + ' ' + words.ask.replace('{sender}', said.sender[root.lang]) : text;
	}

	function switchLanguage(event) {
		event.preventDefault();
		var to = root.lang === 'th' ? 'en' : 'th';
		document.cookie = 'lang=' + to + '; path=/; max-age=31536000; samesite=lax';
		location.replace(location.pathname + '?lang=' + to);
	}

	function byId(id) {
		return document.getElementById(id);
	}
})();
