import { fileURLToPath } from 'node:url';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({
	plugins: [sveltekit()],
	resolve: {
		alias: {
			// vtk.js's XML mesh reader (never used here) pulls Node's `events` into the browser and breaks the production build.
			xmlbuilder2: fileURLToPath(new URL('./src/lib/viewer/painting/xmlbuilder2-stub.ts', import.meta.url)),
		},
	},
	worker: { format: 'es' },
	optimizeDeps: {
		include: [
			'@cornerstonejs/core',
			'@cornerstonejs/tools',
			'@cornerstonejs/codec-openjph/wasmjs',
			'@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs',
		],
	},
});
