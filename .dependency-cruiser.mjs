/** Who may know whom: docs/architecture.md, Folders. An arrow points from the one who imports. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: '[.]test[.]tsx?$' },
  to: {
    path: '^(domain|config|adapters|activities|workflows|temporal|api|web|local|tests|bench|scripts)/',
    pathNot: `^(${allowed.join('|')})`,
  },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    only('domain-knows-nobody', '^domain/', ['domain/'], 'domain is pure and runs in workflows, in Node and in the browser'),
    only('config-knows-nobody', '^config/', ['config/'], 'the environment is read, not interpreted'),
    only('adapters-implement-ports', '^adapters/', ['adapters/', 'domain/', 'config/'], 'an adapter knows its vendor and the port'),
    only('activities-see-ports', '^activities/', ['activities/', 'domain/'], 'what an activity needs is given to it'),
    only('workflows-orchestrate', '^workflows/', ['workflows/', 'domain/', 'activities/'], 'a workflow decides, activities do'),
    {
      name: 'workflows-see-activity-types-only',
      severity: 'error',
      from: { path: '^workflows/', pathNot: '[.]test[.]ts$' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    only(
      'temporal-is-the-engine',
      '^temporal/',
      ['temporal/', 'workflows/', 'activities/', 'adapters/', 'domain/', 'config/'],
      'temporal/ holds the worker’s entry',
    ),
    only(
      'api-starts-and-asks',
      '^api/',
      ['api/', 'temporal/', 'workflows/messages', 'adapters/', 'domain/', 'config/'],
      'the API runs no activity',
    ),
    {
      name: 'api-wires-adapters-in-infra',
      severity: 'error',
      from: { path: '^api/', pathNot: '^api/infra/|[.]test[.]ts$' },
      to: { path: '^adapters/' },
    },
    only('web-talks-http', '^web/', ['web/', 'domain/', 'config/'], 'the dashboard knows the contract and the address of the API'),
    {
      name: 'web-reads-config-once',
      severity: 'error',
      from: { path: '^web/', pathNot: '^web/app/config[.]server[.]ts$' },
      to: { path: '^config/' },
    },
    only(
      'local-starts-parts',
      '^local/',
      ['local/', 'domain/', 'config/', 'temporal/(search-attributes|task-queues)', 'adapters/bubblewrap/'],
      'local parts are programs of their own',
    ),
    { name: 'nobody-imports-tests', severity: 'error', from: { pathNot: '[.]test[.]tsx?$|^(tests|bench)/' }, to: { path: '^tests/' } },
    {
      name: 'entries-are-leaves',
      severity: 'error',
      from: { pathNot: '[.]test[.]ts$|^tests/' },
      to: { path: '^(api/main|temporal/worker|local/start|local/[a-z-]+/main)[.]ts$' },
    },
    {
      name: 'pure-code-has-no-node',
      severity: 'error',
      from: { path: '^(workflows|domain)/', pathNot: '[.]test[.]ts$' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'nothing-unresolvable', severity: 'error', from: { pathNot: '^web/' }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|web/build|web/[.]react-router|local/sample/package)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['soulcaster-source', 'types', 'node', 'import', 'default'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.json'],
    },
  },
};
