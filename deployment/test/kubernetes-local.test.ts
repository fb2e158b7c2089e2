import { readdirSync, readFileSync } from 'node:fs';
import { ports } from '@ticketing/contracts';
import { expect, test } from 'vitest';
import { images, services } from '../src/images.ts';
import { knownVariables, loaders, type PartName } from '../src/known-variables.ts';
import { findManifest, type Manifest, ofKind, readLocalManifests } from '../src/manifests.ts';
import { containerOf, podOf, renderEnvironment } from '../src/rendered-environment.ts';
import { at } from '../src/repository.ts';

const manifests = readLocalManifests();
const parts: readonly PartName[] = [...services, 'frontend'];
const workloads = ['Deployment', 'StatefulSet', 'Job'].flatMap((kind) => ofKind(manifests, kind));
const own = workloads.filter((one) => containerOf(one).image.startsWith('ticketing/'));

/** `250m` or `1` of a CPU, in thousandths. */
const cpuOf = (text: string) =>
  text.endsWith('m') ? Number.parseInt(text, 10) : Number(text) * 1000;
/** `64Mi` or `1Gi`, in MiB. */
const memoryOf = (text: string) => Number.parseInt(text, 10) * (text.endsWith('Gi') ? 1024 : 1);
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

test('the names are the guide’s: namespace, images, services, engines, files', () => {
  expect(manifests[0]).toMatchObject({ kind: 'Namespace', metadata: { name: 'ticketing-local' } });
  for (const { kind, metadata } of manifests.slice(1)) {
    expect(metadata.namespace, `${kind} ${metadata.name}`).toBe('ticketing-local');
  }
  for (const service of services) {
    const { image } = containerOf(findManifest(manifests, 'Deployment', service));
    expect(image).toBe(`ticketing/${service}-service:local`);
  }
  const imageOf = (name: string) => containerOf(findManifest(manifests, 'StatefulSet', name)).image;
  expect(imageOf('postgres')).toMatch(/^postgres:14\./);
  expect(imageOf('redis')).toMatch(/^redis:7\./);
  expect(imageOf('kafka')).toMatch(/^apache\/kafka:4\./);
  for (const name of ['opensearch', 'dynamodb', 'ses']) expect(imageOf(name)).toBeDefined();
  const files = readdirSync(at('k8s/local'));
  expect(files).toEqual(expect.arrayContaining(['configmap.yaml', 'secrets.yaml', 'README.md']));
});

test('the Kustomization names every file, under a name that `kubectl apply -f` passes over', () => {
  const listed = [
    ...readFileSync(at('k8s/local/Kustomization'), 'utf8').matchAll(/- (\S+\.yaml)/g),
  ];
  const files = readdirSync(at('k8s/local')).filter((name) => name.endsWith('.yaml'));
  expect(listed.map(([, name]) => name).sort()).toEqual(files.sort());
});

test.for(parts)('%s gets variables that it knows, and accepts them', (part) => {
  const env = renderEnvironment(manifests, findManifest(manifests, 'Deployment', part));
  const known = knownVariables(part);
  expect(Object.keys(env).filter((name) => !known.has(name))).toEqual([]);
  expect(() => loaders[part](env)).not.toThrow();
  expect(env.NODE_ENV).toBe('development');
});

test('migrations are jobs of the same images and settings, one for every service with tables', () => {
  const jobs = ofKind(manifests, 'Job');
  const withTables = services.filter((service) => {
    const scripts = readFileSync(at('services', service, 'package.json'), 'utf8');
    return scripts.includes('"migrate"');
  });
  expect(jobs.map(({ metadata }) => metadata.name).sort()).toEqual(
    withTables.map((service) => `migrate-${service}`).sort(),
  );
  for (const job of jobs) {
    const service = job.metadata.name.replace('migrate-', '');
    const deployment = findManifest(manifests, 'Deployment', service);
    expect(containerOf(job)).toMatchObject({
      image: containerOf(deployment).image,
      envFrom: containerOf(deployment).envFrom,
      args: ['migrate'],
    });
  }
});

test('every port and probe path exists: of the contracts, and routes that the code has', () => {
  const kit = readFileSync(at('packages/service-kit/src/http.ts'), 'utf8');
  for (const path of ['/healthz', '/readyz', '/metrics']) expect(kit).toContain(`'${path}'`);
  for (const part of parts) {
    const env = renderEnvironment(manifests, findManifest(manifests, 'Deployment', part));
    const deployment = findManifest(manifests, 'Deployment', part);
    const container = containerOf(deployment);
    const byName = Object.fromEntries(
      (container.ports as { name: string; containerPort: number }[]).map((port) => [
        port.name,
        port.containerPort,
      ]),
    );
    const http = part === 'inventory' ? ports.inventoryHttp : ports[part];
    expect(byName.http).toBe(http);
    expect(Number(env.METRICS_PORT ?? env.PORT)).toBe(http);
    if (part === 'inventory') expect(byName.grpc).toBe(ports.inventory);
    if (part === 'payment') expect(byName['local-payment']).toBe(ports.stripeSimulator);
    for (const probe of ['startupProbe', 'livenessProbe']) {
      expect(container[probe].httpGet).toEqual({ path: '/healthz', port: 'http' });
    }
    const ready = part === 'frontend' ? '/healthz' : '/readyz';
    expect(container.readinessProbe.httpGet).toEqual({ path: ready, port: 'http' });
    if (part !== 'frontend') {
      expect(deployment.spec.template.metadata.annotations).toEqual({
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': String(http),
        'prometheus.io/path': '/metrics',
      });
    }
  }
});

test('every service of the cluster leads to pods, at a port that they have', () => {
  for (const { metadata, spec } of ofKind(manifests, 'Service')) {
    const target = workloads.find(
      (one) =>
        one.kind !== 'Job' &&
        one.spec.template.metadata.labels['app.kubernetes.io/name'] ===
          spec.selector['app.kubernetes.io/name'],
    );
    expect(target, metadata.name).toBeDefined();
    if (target === undefined) continue;
    const names = (containerOf(target).ports as { name: string }[]).map(({ name }) => name);
    for (const port of spec.ports) expect(names).toContain(port.targetPort);
  }
  expect(findManifest(manifests, 'Service', 'api-gateway').spec.ports[0].port).toBe(8000);
});

/** Addresses in the settings that name a service of this cluster: host and port. */
function addressesIn(env: Readonly<Record<string, string>>): { host: string; port: number }[] {
  const texts = Object.values(env).flatMap((value) => value.split(','));
  return texts.flatMap((text) => {
    const [, host = '', port] =
      /^(?:[a-z]+:\/\/)?(?:[^@/]*@)?([a-z][a-z-]*):(\d+)(?:\/|$)/.exec(text) ?? [];
    return host === '' || host === 'localhost' ? [] : [{ host, port: Number(port) }];
  });
}

test('every address in the settings is a service of this namespace, at a port that it has', () => {
  for (const workload of workloads) {
    for (const { host, port } of addressesIn(renderEnvironment(manifests, workload))) {
      const { spec } = findManifest(manifests, 'Service', host);
      const offered = (spec.ports as { port: number }[]).map((one) => one.port);
      expect(offered, `${workload.metadata.name} -> ${host}`).toContain(port);
    }
  }
});

test('nobody has more rights than needed, and the root file system of ours is read-only', () => {
  for (const workload of workloads) {
    const pod = podOf(workload);
    const container = containerOf(workload);
    const name = workload.metadata.name;
    expect(pod.securityContext, name).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(pod.securityContext.runAsUser, name).toBeGreaterThan(0);
    expect(pod.automountServiceAccountToken, name).toBe(false);
    // Or the cluster's own OPENSEARCH_PORT=tcp://... would be taken for ours.
    expect(pod.enableServiceLinks, name).toBe(false);
    expect(container.securityContext, name).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    const writesBesideItself = ['kafka', 'opensearch'].includes(name);
    expect(container.securityContext.readOnlyRootFilesystem, name).toBe(!writesBesideItself);
  }
});

test('images are ours, built for this cluster, or of an exact version', () => {
  const built = [...images.map(({ image }) => image), 'opensearch', 'dynamodb'];
  for (const workload of workloads) {
    const { image, imagePullPolicy } = containerOf(workload);
    expect(imagePullPolicy).toBe('IfNotPresent');
    const [, name] = /^ticketing\/([a-z-]+):local$/.exec(image) ?? [];
    if (name === undefined) expect(image).toMatch(/:\d+\.\d+[\w.-]*$/);
    else expect(built).toContain(name);
  }
  expect(own.length).toBeGreaterThan(services.length);
});

test('a stop waits until nobody sends any more, and for what is under way', () => {
  const kit = readFileSync(at('packages/service-kit/src/run-service.ts'), 'utf8');
  const stopSeconds = Number(/stopMsMax = ([\d_]+)/.exec(kit)?.[1]?.replaceAll('_', '')) / 1000;
  expect(stopSeconds).toBeGreaterThan(0);
  for (const part of parts) {
    const workload = findManifest(manifests, 'Deployment', part);
    const { seconds } = containerOf(workload).lifecycle.preStop.sleep;
    expect(seconds).toBeGreaterThanOrEqual(5);
    expect(podOf(workload).terminationGracePeriodSeconds).toBeGreaterThan(seconds + stopSeconds);
  }
});

test('everything fits into 4 CPUs and 8 GB, the cluster’s own parts beside it', () => {
  const resources = (kind: readonly Manifest[]) => kind.map((one) => containerOf(one).resources);
  const all = resources(workloads);
  const lasting = resources(workloads.filter(({ kind }) => kind !== 'Job'));
  expect(sum(all.map(({ requests }) => cpuOf(requests.cpu)))).toBeLessThanOrEqual(3000);
  expect(sum(all.map(({ requests }) => memoryOf(requests.memory)))).toBeLessThanOrEqual(5 * 1024);
  expect(sum(lasting.map(({ limits }) => memoryOf(limits.memory)))).toBeLessThanOrEqual(7 * 1024);
});
