import { findManifest, type Manifest, ofKind } from './manifests.ts';
import { renderEnvironment } from './rendered-environment.ts';

/** `booking -> inventory:50051`; `private` and `internet` stand for what is outside the cluster. */
export type Arrow = string;

const nameLabel = 'app.kubernetes.io/name';
const arrow = (from: string, to: string, port: number | string): Arrow =>
  `${from} -> ${to}:${port}`;
const portOf = (url: string): string => /:(\d+)(\/|$|\?)/.exec(url)?.[1] ?? '';

/** Who must be able to call whom: what the settings of each workload say, and the doors of the ingress. */
export function neededArrows(manifests: readonly Manifest[]): Set<Arrow> {
  const needed = new Set<Arrow>();
  const services = new Set(ofKind(manifests, 'Service').map(({ metadata }) => metadata.name));
  for (const workload of [...ofKind(manifests, 'Deployment'), ...ofKind(manifests, 'Job')]) {
    const isJob = workload.kind === 'Job';
    const from = isJob ? 'migration' : workload.metadata.name;
    const env = renderEnvironment(manifests, workload);
    for (const to of isJob ? [] : calledServices(env, services)) needed.add(`${from} -> ${to}`);
    for (const to of calledEngines(env, isJob)) needed.add(`${from} -> ${to}`);
  }
  for (const { backend, port } of doors(manifests))
    needed.add(arrow('load balancer', backend, port));
  for (const { metadata, spec } of ofKind(manifests, 'Deployment')) {
    const port = spec.template.metadata.annotations?.['prometheus.io/port'];
    if (port !== undefined) needed.add(arrow('monitoring', metadata.name, port));
  }
  return needed;
}

function calledServices(
  env: Readonly<Record<string, string>>,
  services: ReadonlySet<string>,
): string[] {
  const urls = Object.values(env).flatMap((value) => {
    const [, host = '', port] = /^https?:\/\/([a-z-]+):(\d+)$/.exec(value) ?? [];
    return services.has(host) ? [`${host}:${port}`] : [];
  });
  const { INVENTORY_GRPC_HOST: host, INVENTORY_GRPC_PORT: port } = env;
  return host === undefined ? urls : [...urls, `${host}:${port}`];
}

/** A migration makes tables, and needs nothing else of what its service needs. */
function calledEngines(env: Readonly<Record<string, string>>, isJob: boolean): string[] {
  const called: string[] = [];
  if (env.DATABASE_URL !== undefined) called.push(`private:${portOf(env.DATABASE_URL)}`);
  if (env.DYNAMODB_TABLE_NAME !== undefined) called.push('internet:443');
  if (isJob) return called;
  if (env.REDIS_URL !== undefined) called.push(`private:${portOf(env.REDIS_URL)}`);
  for (const broker of env.KAFKA_BOOTSTRAP_SERVERS?.split(',') ?? []) {
    called.push(`private:${portOf(broker)}`);
  }
  if (env.OPENSEARCH_HOST !== undefined) called.push(`private:${env.OPENSEARCH_PORT}`);
  // A role's keys come from the region's token service, mail and money from their own addresses.
  const outside = env.OPENSEARCH_AUTH === 'aws' || env.SES_FROM_EMAIL || env.STRIPE_SECRET_KEY;
  if (outside) called.push('internet:443');
  return called;
}

function doors(manifests: readonly Manifest[]): { backend: string; port: number }[] {
  const paths = ofKind(manifests, 'Ingress').flatMap(({ spec }) =>
    spec.rules.flatMap((rule: { http: { paths: unknown[] } }) => rule.http.paths),
  );
  return paths.map(({ backend: { service } }) => {
    const { spec } = findManifest(manifests, 'Service', service.name);
    const { port } = spec.ports.find(({ name }: { name: string }) => name === service.port.name);
    return { backend: service.name, port };
  });
}

interface Peer {
  readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

const privateBlocks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'];

function peerName({ podSelector, namespaceSelector, ipBlock }: Peer, inward: boolean): string {
  if (namespaceSelector !== undefined) {
    return namespaceSelector.matchLabels['kubernetes.io/metadata.name'] ?? 'any namespace';
  }
  if (podSelector !== undefined) return podSelector.matchLabels[nameLabel] ?? 'any pod';
  if (ipBlock?.cidr === '10.0.0.0/16') return inward ? 'load balancer' : 'private';
  const isInternet =
    ipBlock?.cidr === '0.0.0.0/0' && privateBlocks.every((one) => ipBlock.except?.includes(one));
  return isInternet ? 'internet' : `anybody of ${ipBlock?.cidr}`;
}

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port: number; readonly protocol: string }[];
}

/** What the policies let out of pods, and what they let in. A call needs both. */
export function allowedArrows(manifests: readonly Manifest[]): { out: Set<Arrow>; in: Set<Arrow> } {
  const allowed = { out: new Set<Arrow>(), in: new Set<Arrow>() };
  for (const { metadata, spec } of ofKind(manifests, 'NetworkPolicy')) {
    if (metadata.name === 'names') continue;
    const labels = spec.podSelector.matchLabels ?? {};
    const self = labels[nameLabel] ?? labels['app.kubernetes.io/component'] ?? 'every pod';
    for (const { to = [{}], ports = [{ port: 'any' }] } of (spec.egress ?? []) as Rule[]) {
      for (const peer of to) {
        for (const { port } of ports) allowed.out.add(arrow(self, peerName(peer, false), port));
      }
    }
    for (const { from = [{}], ports = [{ port: 'any' }] } of (spec.ingress ?? []) as Rule[]) {
      for (const peer of from) {
        for (const { port } of ports) allowed.in.add(arrow(peerName(peer, true), self, port));
      }
    }
  }
  return allowed;
}
