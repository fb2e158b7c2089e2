/** Who may import whom. `npm run check` runs it; each rule says the better way. */
const services = 'api-gateway|auth|events|booking|payment|search|notification|inventory';
const inside = (from, to, name, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: `^services/([^/]+)/src/(${from})/`, pathNot: '\\.test\\.ts$' },
  to: { path: `^services/$1/src/(${to})/` },
});

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment:
        'Move what both need into a third file. Types, and pages that are loaded later, may.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
    },
    {
      name: 'unresolvable',
      severity: 'error',
      comment: 'The import leads nowhere.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'contracts-stand-alone',
      severity: 'error',
      comment: 'Contracts are what everybody shares; they import nothing of ours.',
      from: { path: '^packages/contracts/' },
      to: {
        path: '^(packages/(?!contracts/)|services|platform|deployment|frontend|e2e|benchmarks)',
      },
    },
    {
      name: 'codecs-are-plain',
      severity: 'error',
      comment: 'Codecs run in the browser too: only types from beside them.',
      from: { path: '^packages/contracts/src/codecs/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^packages/contracts/src/codecs/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'engines-import-their-sdk-only',
      severity: 'error',
      comment: 'Engine packages know no service and no kit.',
      from: { path: '^packages/(sql-database|event-bus|key-value-store)/src/' },
      to: { path: '^(packages/(service-kit|testing|stripe-simulator)|services|platform|frontend)' },
    },
    {
      name: 'one-file-chooses-engines',
      severity: 'error',
      comment:
        'Adapters are chosen in service-kit/src/engines.ts only; everyone else takes the port, and what ' +
        'runs beside any adapter: the rules of dead letters, and the limiter that stands in for Redis.',
      from: { path: '^packages/service-kit/src/', pathNot: '/engines\\.ts$|\\.test\\.ts$' },
      to: {
        path:
          '^packages/(sql-database|event-bus|key-value-store)/' +
          '(?!src/(dead-letters|in-process-rate-limiter)\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'services-do-not-import-services',
      severity: 'error',
      comment: 'Call it by its contract: ServiceCaller, gRPC or the bus.',
      from: { path: '^services/([^/]+)/' },
      to: { path: `^services/(?!$1/)(${services})/` },
    },
    {
      name: 'platform-and-tests-use-the-one-export',
      severity: 'error',
      comment: "Import '@ticketing/<name>-service'; its insides are its own.",
      from: { path: '^(platform|deployment|e2e|benchmarks)/' },
      to: { path: '^services/[^/]+/src/(?!service\\.ts$)' },
    },
    {
      name: 'simulation-drives-what-it-is-given',
      severity: 'error',
      comment: "Import '@ticketing/<name>-service/simulation': its insides are its own.",
      from: { path: '^simulation/src/' },
      to: { path: '^(services/[^/]+/src/(?!simulation\\.ts$)|platform|frontend)' },
    },
    {
      name: 'front-end-takes-types-and-codecs',
      severity: 'error',
      comment: 'Import types from contracts, or the plain codecs: schemas stay out of the bundle.',
      from: { path: '^frontend/src/' },
      to: {
        path: '^(packages/(?!contracts/src/codecs/)|services|platform)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'the-site-has-a-small-server',
      severity: 'error',
      comment: 'Its image holds nothing of ours but itself: hand over what it needs as settings.',
      from: { path: '^frontend/server/src/' },
      to: { path: '^(packages|services|platform|deployment|frontend/src)/' },
    },
    {
      name: 'images-are-gathered-by-node-alone',
      severity: 'error',
      comment: 'These run in an image before or without its packages.',
      from: { path: '^deployment/image/' },
      to: { path: '^(packages|services|platform|frontend|node_modules)/' },
    },
    inside(
      'domain',
      'storage|operations|http|rpc|events|engines',
      'domain-is-pure',
      'The domain imports nothing of the service but itself.',
    ),
    inside(
      'storage|engines',
      'operations|http|rpc|events',
      'storage-below-operations',
      'Storage is called by operations, not the other way round.',
    ),
    inside(
      'operations',
      'http|rpc|events',
      'operations-below-transports',
      'An operation does not know who called it.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
    combinedDependencies: true,
  },
};
