import { findManifest, type Manifest } from './manifests.ts';
import { sampleSecrets } from './sample-secrets.ts';

interface Source {
  readonly configMapRef?: { readonly name: string; readonly optional?: boolean };
  readonly secretRef?: { readonly name: string; readonly optional?: boolean };
}

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly fieldRef: { readonly fieldPath: string } };
}

/** What the cluster would put in for the fields of a pod. */
const sampleFields: Readonly<Record<string, string>> = { 'status.podIP': '10.0.0.7' };

/** The pod that a Deployment, a StatefulSet or a Job makes. */
export const podOf = (manifest: Manifest) => manifest.spec.template.spec;
export const containerOf = (manifest: Manifest) => podOf(manifest).containers[0];

/**
 * The environment that a workload's container gets from the ConfigMaps and Secrets beside it. Of secrets
 * that live in a store the samples stand in. Throws for a reference that leads nowhere.
 */
export function renderEnvironment(
  manifests: readonly Manifest[],
  workload: Manifest,
): Record<string, string> {
  const { envFrom = [], env = [] } = containerOf(workload) as {
    envFrom?: Source[];
    env?: Variable[];
  };
  const rendered: Record<string, string> = {};
  for (const { configMapRef, secretRef } of envFrom) {
    const kind = configMapRef === undefined ? 'secret' : 'settings';
    const reference = configMapRef ?? secretRef;
    if (reference === undefined) throw new Error('an envFrom without reference');
    const values =
      kind === 'settings'
        ? findManifest(manifests, 'ConfigMap', reference.name).data
        : secretValues(manifests, reference.name);
    if (values === undefined && reference.optional !== true) {
      throw new Error(`${workload.metadata.name}: there is no secret ${reference.name}`);
    }
    Object.assign(rendered, values);
  }
  for (const { name, value, valueFrom } of env) {
    const field = valueFrom?.fieldRef.fieldPath;
    const given = field === undefined ? value : sampleFields[field];
    if (given === undefined) throw new Error(`${name} has no value that is known here`);
    rendered[name] = given;
  }
  return rendered;
}

function secretValues(
  manifests: readonly Manifest[],
  name: string,
): Record<string, string> | undefined {
  const secret = manifests.find((one) => one.kind === 'Secret' && one.metadata.name === name);
  if (secret !== undefined) return { ...secret.stringData };
  const external = manifests.find(
    ({ kind, spec }) => kind === 'ExternalSecret' && spec.target.name === name,
  );
  if (external === undefined) return undefined;
  const keys = (external.spec.data as { secretKey: string }[]).map(({ secretKey }) => secretKey);
  return Object.fromEntries(
    keys.map((key) => {
      const sample = sampleSecrets[key];
      if (sample === undefined) throw new Error(`there is no sample of ${key}`);
      return [key, sample];
    }),
  );
}
