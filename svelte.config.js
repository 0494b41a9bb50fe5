import adapter from '@sveltejs/adapter-node';

/** @type {import('@sveltejs/kit').Config} */
const config = {
	kit: {
		adapter: adapter({ precompress: process.env['PRECOMPRESS'] !== '0' }),
		typescript: {
			config: (config) => {
				config.include.push('../scripts/**/*.ts', '../e2e/**/*.ts', '../bench/**/*.ts', '../*.config.ts');
			},
		},
		// Strict from the first day: no inline script without the nonce that this response carries (threats 9, 10, 12).
		// Style sheets stand in the page: one more round trip before anything is painted costs more than their few kilobytes.
		inlineStyleThreshold: 65_536,
		csp: {
			mode: 'nonce',
			directives: {
				'default-src': ['none'],
				'script-src': ['self', 'wasm-unsafe-eval'],
				'style-src': ['self'],
				// The one style attribute of Kit 2.70's own route announcer; any other stays refused.
				'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
				'img-src': ['self', 'blob:', 'data:'],
				'font-src': ['self'],
				'connect-src': ['self'],
				'worker-src': ['self', 'blob:'],
				'frame-src': ['self', 'blob:'],
				'manifest-src': ['self'],
				'base-uri': ['none'],
				'form-action': ['self'],
				'frame-ancestors': ['none'],
				'object-src': ['none'],
			},
		},
	},
};

export default config;
