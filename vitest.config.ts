import { defineConfig } from 'vitest/config';
import { sveltekit } from '@sveltejs/kit/vite';

export default defineConfig({
	plugins: [sveltekit()],
	test: {
		include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
		// Real peers (PostgreSQL, Orthanc, dcmtk) and pixel work on two noisy cores: generous, never timed.
		testTimeout: 60_000,
		hookTimeout: 180_000,
		maxWorkers: 2,
		env: { TZ: 'UTC' },
	},
});
