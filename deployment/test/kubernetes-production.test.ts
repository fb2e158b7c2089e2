import { endpoints } from '@ticketing/contracts';
import { describe, expect, type TestContext, test } from 'vitest';
import { allowedArrows, neededArrows } from '../src/arrows.ts';
import { services } from '../src/images.ts';
import {
  knownVariables,
  loaders,
  type PartName,
  variablesWithoutDefault,
} from '../src/known-variables.ts';
import {
  buildOverlay,
  findManifest,
  type Manifest,
  type Overlay,
  ofKind,
  overlays,
  readLocalManifests,
} from '../src/manifests.ts';
import { withProgram } from '../src/programs.ts';
import { containerOf, podOf, renderEnvironment } from '../src/rendered-environment.ts';

const parts: readonly PartName[] = [...services, 'frontend'];
const built = new Map<Overlay, Manifest[]>();

function manifestsOf(overlay: Overlay, context: TestContext): Manifest[] {
  const manifests = built.get(overlay) ?? withProgram(context, () => buildOverlay(overlay));
  built.set(overlay, manifests);
  return manifests;
}
const environmentOf = (manifests: readonly Manifest[], part: PartName) =>
  renderEnvironment(manifests, findManifest(manifests, 'Deployment', part));

/** Why production leaves a variable unset that has no default. */
const unsetOnPurpose: Readonly<Record<string, string>> = {
  TICKETING_DATA_FOLDER: 'no engine is embedded',
  DYNAMODB_ENDPOINT: 'the region’s',
  SES_ENDPOINT: 'the region’s',
  SES_REPLY_TO: 'replies go to the sender',
  AWS_ACCESS_KEY_ID: 'pods have a role',
  AWS_SECRET_ACCESS_KEY: 'pods have a role',
  KAFKA_SSL_CA_FILE: 'Node knows Amazon’s authorities',
  OPENSEARCH_CA_FILE: 'Node knows Amazon’s authorities',
  OPENSEARCH_USERNAME: 'requests are signed by the role',
  OPENSEARCH_PASSWORD: 'requests are signed by the role',
  LOCAL_PAYMENT_URL: 'Stripe takes the payments',
  DD_AGENT_HOST: 'tracing is off unless asked for',
  DD_TRACE_SAMPLE_RATE: 'tracing is off unless asked for',
  DD_VERSION: 'tracing is off unless asked for',
  CONNECT_ORIGINS: 'pages call the API and Stripe alone',
};
/** Those need no database: their messages come by Kafka, their data are elsewhere. */
const withoutDatabase: readonly PartName[] = ['api-gateway', 'booking', 'search', 'notification'];

describe.for(overlays)('%s', (overlay) => {
  test.for(parts)('%s knows each of its variables and starts on them', (part, context) => {
    const env = environmentOf(manifestsOf(overlay, context), part);
    const known = knownVariables(part);
    expect(Object.keys(env).filter((name) => !known.has(name))).toEqual([]);
    expect(env.NODE_ENV).toBe('production');
    expect(() => loaders[part](env)).not.toThrow();
  });

  test.for(parts)('%s has every variable that production needs', (part, context) => {
    const env = environmentOf(manifestsOf(overlay, context), part);
    const missing = variablesWithoutDefault(part).filter(
      (name) =>
        env[name] === undefined &&
        unsetOnPurpose[name] === undefined &&
        !(name === 'DATABASE_URL' && withoutDatabase.includes(part)),
    );
    expect(missing).toEqual([]);
    const ofThisMachine = Object.entries(loaders[part]({})).filter(([, value]) =>
      /localhost|127\.0\.0\.1|development/.test(JSON.stringify(value)),
    );
    expect(ofThisMachine.filter(([name]) => name === name.toUpperCase() && !(name in env))).toEqual(
      [],
    );
    expect(JSON.stringify(env)).not.toMatch(
      /localhost|127\.0\.0\.1|development|:local|http:\/\/(ses|dynamodb)/,
    );
  });

  test('what an operator forgets is refused, not replaced by something unsafe', (context) => {
    const manifests = manifestsOf(overlay, context);
    const { STRIPE_SECRET_KEY: _, ...payment } = environmentOf(manifests, 'payment');
    expect(() => loaders.payment(payment)).toThrow('STRIPE_SECRET_KEY');
    for (const part of services) {
      const { JWT_SECRET_KEY: __, ...env } = environmentOf(manifests, part);
      expect(() => loaders[part](env), part).toThrow('JWT_SECRET_KEY');
    }
  });

  test('engines and secrets of this repository are gone; secrets come from the store', (context) => {
    const manifests = manifestsOf(overlay, context);
    expect(ofKind(manifests, 'StatefulSet')).toEqual([]);
    expect(ofKind(manifests, 'Secret')).toEqual([]);
    const keys = ofKind(manifests, 'ExternalSecret').flatMap(({ metadata, spec }) =>
      spec.data.map(({ remoteRef }: { remoteRef: { key: string } }) => [
        metadata.name,
        remoteRef.key,
      ]),
    );
    for (const [name, key] of keys) expect(key).toBe(`ticketing/${overlay}/${name}`);
    const local = ofKind(readLocalManifests(), 'Service').map(({ metadata }) => metadata.name);
    const kept = ofKind(manifests, 'Service').map(({ metadata }) => metadata.name);
    expect(local.filter((name) => !kept.includes(name)).sort()).toEqual(
      ['dynamodb', 'kafka', 'opensearch', 'postgres', 'redis', 'ses'].sort(),
    );
  });

  test('every object is in the overlay’s namespace, every image in ECR under an exact version', (context) => {
    const manifests = manifestsOf(overlay, context);
    const namespace = overlay === 'production' ? 'ticketing' : 'ticketing-staging';
    for (const { kind, metadata } of manifests) {
      if (kind === 'Namespace') expect(metadata.name).toBe(namespace);
      else expect(metadata.namespace, `${kind} ${metadata.name}`).toBe(namespace);
    }
    for (const workload of [...ofKind(manifests, 'Deployment'), ...ofKind(manifests, 'Job')]) {
      expect(containerOf(workload).image).toMatch(
        /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\/ticketing\/[a-z-]+:\d+\.\d+\.\d+$/,
      );
    }
  });

  test('there are two of everything at least; inventory is two and does not grow', (context) => {
    const manifests = manifestsOf(overlay, context);
    const scalers = ofKind(manifests, 'HorizontalPodAutoscaler');
    expect(scalers.map(({ metadata }) => metadata.name).sort()).toEqual(
      parts.filter((part) => part !== 'inventory').sort(),
    );
    for (const { metadata, spec } of scalers) {
      expect(spec.scaleTargetRef).toEqual({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        name: metadata.name,
      });
      expect(spec.minReplicas).toBeGreaterThanOrEqual(2);
      expect(spec.maxReplicas).toBeGreaterThan(spec.minReplicas);
      // Else each deployment would undo what the autoscaler did.
      expect(findManifest(manifests, 'Deployment', metadata.name).spec.replicas).toBeUndefined();
    }
    expect(findManifest(manifests, 'Deployment', 'inventory').spec.replicas).toBe(2);
  });

  test('nodes can be replaced one pod at a time, and pods are spread over zones and nodes', (context) => {
    const manifests = manifestsOf(overlay, context);
    for (const part of parts) {
      const { spec } = findManifest(manifests, 'PodDisruptionBudget', part);
      const deployment = findManifest(manifests, 'Deployment', part);
      expect(spec.selector).toEqual(deployment.spec.selector);
      expect(spec.maxUnavailable).toBe(1);
      const spread = podOf(deployment).topologySpreadConstraints as { topologyKey: string }[];
      expect(spread.map(({ topologyKey }) => topologyKey)).toEqual([
        'topology.kubernetes.io/zone',
        'kubernetes.io/hostname',
      ]);
    }
  });

  test('network policies allow the arrows that the settings need, and no other', (context) => {
    const manifests = manifestsOf(overlay, context);
    const needed = [...neededArrows(manifests)];
    const allowed = allowedArrows(manifests);
    const outside = /^(load balancer|monitoring) /;
    const toOutside = / (private|internet):\d+$/;
    const out = needed.filter((one) => !outside.test(one));
    expect([...allowed.out].sort()).toEqual(out.sort());
    const inward = needed.filter((one) => !toOutside.test(one));
    expect([...allowed.in].sort()).toEqual(inward.sort());
    const nothing = findManifest(manifests, 'NetworkPolicy', 'nothing-by-itself').spec;
    expect(nothing).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    const names = findManifest(manifests, 'NetworkPolicy', 'names').spec;
    expect(names.egress[0].ports.map(({ port }: { port: number }) => port)).toEqual([53, 53]);
  });

  test('the ingress ends TLS for the site and the API; webhooks are endpoints of their service', (context) => {
    const manifests = manifestsOf(overlay, context);
    const [ingress] = ofKind(manifests, 'Ingress');
    const { spec, metadata } = ingress ?? { spec: {}, metadata: { annotations: {} } };
    const site = new URL(environmentOf(manifests, 'auth').FRONTEND_URL ?? '').host;
    const api = new URL(environmentOf(manifests, 'frontend').API_URL ?? '').host;
    expect(spec.tls[0].hosts).toEqual([site, api]);
    expect(spec.rules.map(({ host }: { host: string }) => host)).toEqual([site, api]);
    expect(environmentOf(manifests, 'api-gateway').CORS_ORIGINS).toBe(`https://${site}`);
    expect(metadata.annotations).toMatchObject({ 'alb.ingress.kubernetes.io/ssl-redirect': '443' });
    for (const { path, pathType, backend } of spec.rules[1].http.paths) {
      if (backend.service.name === 'api-gateway') continue;
      const found = endpoints.find((one) => one.path === path && one.method === 'POST');
      expect(found?.service).toBe(backend.service.name);
      expect(found?.access).toBe('public');
      expect(pathType).toBe('Exact');
    }
  });

  test('who speaks to AWS has a role of its own and no key', (context) => {
    const manifests = manifestsOf(overlay, context);
    const withRole = ofKind(manifests, 'Deployment').filter((one) => podOf(one).serviceAccountName);
    expect(withRole.map(({ metadata }) => metadata.name).sort()).toEqual([
      'booking',
      'notification',
      'search',
    ]);
    for (const { metadata } of withRole) {
      const account = findManifest(manifests, 'ServiceAccount', metadata.name);
      const role = account.metadata.annotations?.['eks.amazonaws.com/role-arn'];
      expect(role).toMatch(/^arn:aws:iam::\d{12}:role\/ticketing-/);
    }
  });
});
