import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';
import { handedOff } from './src/lib/server/app/hand-off.ts';
import { liveDoor } from './src/lib/server/app/live-door.ts';
import { isLocalPath } from './src/lib/server/demo/local-provider/local-path.ts';

/** As serve.ts does it in production: the local identity provider stands in front of the pages. */
const localProvider: Plugin = {
	name: 'local-provider',
	configureServer: ({ middlewares }) => {
		middlewares.use((request, response, next) => {
			if (!isLocalPath(request.url)) {
				next();
				return;
			}
			void handedOff().then((running) => {
				const local = running?.app.signIn.local ?? null;
				if (local === null) next();
				else local.handle(request, response);
			});
		});
	},
};

/** The same for consults' live lines; other upgrades are Vite's own. */
const consultLines: Plugin = {
	name: 'consult-lines',
	configureServer: ({ httpServer }) => {
		let door: ReturnType<typeof liveDoor> | null = null;
		httpServer?.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
			if (!request.url?.startsWith('/api/consults/')) return;
			void handedOff().then((running) => {
				if (running === null) socket.destroy();
				else (door ??= liveDoor(running.app))(request, socket, head);
			});
		});
	},
};

export default defineConfig({
	plugins: [localProvider, consultLines, sveltekit()],
	// Where the configuration says that browsers reach us: sign-in comes back to that address and no other.
	server: { host: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000), strictPort: true },
	resolve: {
		alias: {
			// vtk.js's XML mesh reader (never used here) pulls Node's `events` into the browser and breaks the production build.
			xmlbuilder2: fileURLToPath(new URL('./src/lib/viewer/painting/xmlbuilder2-stub.ts', import.meta.url)),
		},
	},
	worker: { format: 'es' },
	build: {
		rolldownOptions: {
			output: {
				// Each file costs a round trip on a slow line: what every page needs comes in two pieces, not in twenty.
				codeSplitting: {
					groups: [
						{ name: 'runtime', test: /node_modules\/(svelte|@sveltejs\/kit|devalue|esm-env|clsx)\// },
						{
							name: 'house',
							test: /node_modules\/(@lucide|valibot)\/|src\/lib\/(base|ui|archive)\/|src\/lib\/i18n\/[^/]+$|vite\/preload/,
						},
						{
							name: 'view',
							test: /src\/lib\/(viewer\/(?!painting\/engine|marks\/(?!bring-marks|pointer-kind)|.*(KeysHelp|MoreSheet|CineBar|PictureFacts|-worker))|dicom\/(image|geometry)\/)/,
						},
					],
				},
			},
		},
	},
	optimizeDeps: {
		include: [
			'@cornerstonejs/core',
			'@cornerstonejs/tools',
			'@cornerstonejs/codec-openjph/wasmjs',
			'@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs',
		],
	},
});
