/** Which folder may import which. Data flows one way: shared <- batch, shared <- supabase, never across. */
const stages = [
  'ingest',
  'process',
  'validate',
  'store',
  'export',
  'schemas',
  'simulate',
  'train',
  'evaluate',
  'publish',
  'monitor',
  'report',
  'release',
  'stack',
];

/** Folders of batch that a stage may import besides itself. Stages meet only through these. */
const foundations = ['io', 'config', 'random'];

/** The few arrows between stages, each with its reason. */
const allowed = {
  // Evaluation runs the tower that training made.
  evaluate: ['train'],
  // What is shown is measured as evaluation measures it.
  monitor: ['evaluate'],
};

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'shared-is-pure',
      comment: 'shared/ runs in Node, Deno and browsers: nothing but itself and zod.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { pathNot: '^(shared/|node_modules/zod/)' },
    },
    {
      name: 'batch-imports-shared-only',
      severity: 'error',
      from: { path: '^batch/' },
      to: { path: '^(supabase|tests)/' },
    },
    {
      name: 'functions-import-shared-only',
      severity: 'error',
      from: { path: '^supabase/functions/' },
      to: { path: '^(batch|tests|models)/' },
    },
    {
      name: 'functions-do-not-import-each-other',
      severity: 'error',
      from: { path: '^supabase/functions/([^_/][^/]*)/' },
      to: { path: '^supabase/functions/[^_/][^/]*/', pathNot: '^supabase/functions/$1/' },
    },
    {
      name: 'only-the-command-line-imports-it',
      severity: 'error',
      from: { path: '^batch/', pathNot: '^batch/cli/' },
      to: { path: '^batch/cli/' },
    },
    {
      name: 'jobs-are-on-top',
      comment: 'Stages know nothing of the jobs that string them together.',
      severity: 'error',
      from: { path: '^batch/', pathNot: '^batch/(cli|data-manager|jobs)/' },
      to: { path: '^batch/jobs/' },
    },
    {
      name: 'foundations-import-no-stage',
      severity: 'error',
      from: { path: `^batch/(${foundations.join('|')})/` },
      to: {
        path: `^batch/(${stages.join('|')})/`,
        // Where a running stack is found is the one thing that connecting needs of it.
        pathNot: '^batch/stack/read-stack-state.ts$',
      },
    },
    ...stages.map((stage) => ({
      name: `stage-${stage}`,
      comment: 'Stages meet only through io, config and contracts.',
      severity: 'error',
      from: { path: `^batch/${stage}/` },
      to: {
        path: `^batch/(${stages.filter((other) => other !== stage).join('|')})/`,
        pathNot: (allowed[stage] ?? []).map((other) => `^batch/${other}/`),
      },
    })),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^supabase/functions/_vendor/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
