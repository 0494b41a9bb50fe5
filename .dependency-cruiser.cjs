/** Cycles and orphans; who may import whom is the floor plan's matter (eslint.config.js). */
module.exports = {
	forbidden: [
		{
			name: 'no-cycles',
			severity: 'error',
			comment:
				'A cycle is two rooms that are one, or a type in the wrong place. A tree component draws itself.',
			from: { path: '^(.+)$' },
			to: { circular: true, pathNot: '^$1$' },
		},
		{
			name: 'no-orphans',
			severity: 'error',
			comment: 'Nobody imports this file: delete it, or it is an entry that belongs in this list.',
			from: {
				orphan: true,
				pathNot: [
					'\\.d\\.ts$',
					'\\.test\\.ts$',
					'(^|/)\\+',
					'src/(hooks|serve|service-worker)',
					'pixel-worker',
					'decode-worker',
					'xmlbuilder2-stub',
				],
			},
			to: {},
		},
	],
	options: {
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '(^|/)node_modules/|\\$app|\\$env|\\./\\$types' },
		enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'svelte', 'default'] },
	},
};
