import boundaries from 'eslint-plugin-boundaries';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { keepers, rooms } from './floor-plan.js';
import svelteConfig from './svelte.config.js';

/** A keeper's library is forbidden in every folder of src but its rooms. */
const keeperRules = Object.keys(rooms).map((room) => ({
	files: [`src/lib/${room}/**`],
	rules: {
		'no-restricted-imports': [
			'error',
			{
				patterns: keepers
					.filter((keeper) => !keeper.rooms.includes(room))
					.map((keeper) => ({
						regex: keeper.match.source,
						message: `${keeper.library}: only in ${keeper.rooms.join(', ')} (floor-plan.js).`,
					})),
			},
		],
	},
}));

/** The same for every file: where they differ, TypeScript loads the whole project anew at each change from one kind to the other. */
const projectService = { allowDefaultProject: ['*.js'] };
const extraFileExtensions = ['.svelte'];

export default ts.config(
	{
		ignores: [
			'build/',
			'.svelte-kit/',
			'node_modules/',
			'data/',
			'.cache/',
			'static/',
			'bench/work/',
			'bench/pages/',
			'test-results/',
			'playwright-report/',
			'.dependency-cruiser.cjs',
		],
	},
	...ts.configs.strictTypeChecked,
	...svelte.configs.recommended,
	{
		languageOptions: {
			globals: { ...globals.browser, ...globals.node },
			parserOptions: {
				projectService,
				extraFileExtensions,
				tsconfigRootDir: import.meta.dirname,
			},
		},
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			'no-console': 'error',
			'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true },
			],
			'@typescript-eslint/no-floating-promises': 'error',
			// Ports promise where one implementation has nothing to wait for.
			'@typescript-eslint/require-await': 'off',
			'@typescript-eslint/restrict-template-expressions': [
				'error',
				{ allowNumber: true, allowBoolean: true },
			],
			// `Result` reasons and route params are narrowed by hand: a check that TypeScript believes needless guards hostile input.
			'@typescript-eslint/no-unnecessary-condition': 'off',
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
			'@typescript-eslint/no-invalid-void-type': ['error', { allowInGenericTypeArguments: true }],
			'@typescript-eslint/only-throw-error': [
				'error',
				{ allow: [{ from: 'package', package: '@sveltejs/kit', name: ['HttpError', 'Redirect'] }] },
			],
			'svelte/no-at-html-tags': 'error',
			'svelte/no-navigation-without-resolve': 'off',
		},
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: {
				parser: ts.parser,
				extraFileExtensions,
				projectService,
				svelteConfig,
			},
		},
	},
	{
		files: ['src/lib/**/*.{ts,svelte}'],
		plugins: { boundaries },
		settings: {
			'import/resolver': { typescript: { project: './tsconfig.json' }, node: true },
			'boundaries/elements': Object.keys(rooms)
				.sort((a, b) => b.length - a.length)
				.map((room) => ({ type: room, pattern: `src/lib/${room}` })),
			'boundaries/include': ['src/lib/**/*'],
		},
		rules: {
			'boundaries/no-unknown-files': 'error',
			'boundaries/dependencies': [
				'error',
				{
					default: 'disallow',
					message:
						'The floor plan has no door here (floor-plan.js): {{from.element.type}} -> {{to.element.type}}.',
					policies: Object.entries(rooms).map(([room, doors]) => ({
						from: { element: { type: room } },
						allow: { to: { element: { types: { anyOf: [room, ...doors] } } } },
					})),
				},
			],
		},
	},
	...keeperRules,
	{
		files: ['**/*.test.ts', 'tests/**', 'e2e/**', 'scripts/**', 'bench/**'],
		rules: {
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			'@typescript-eslint/no-unsafe-return': 'off',
		},
	},
	{
		// Tests reach every room: they are the visitors the fence is not for.
		files: ['src/lib/**/*.test.ts'],
		rules: { 'boundaries/dependencies': 'off', 'no-restricted-imports': 'off', 'max-lines': 'off' },
	},
	// A table, one entry a guard.
	{ files: ['tests/guards.ts'], rules: { 'max-lines': 'off' } },
	{ files: ['*.js', 'scripts/**/*.js'], ...ts.configs.disableTypeChecked },
);
