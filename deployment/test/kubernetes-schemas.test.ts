import { expect, test } from 'vitest';
import {
  buildOverlay,
  findManifest,
  type Manifest,
  overlays,
  readLocalManifests,
} from '../src/manifests.ts';
import { withProgram } from '../src/programs.ts';
import { findManifestFaults } from '../src/validate-manifests.ts';

test('every local manifest fits the schemas of Kubernetes, unknown keys refused', async () => {
  expect(await findManifestFaults(readLocalManifests())).toEqual([]);
});

test.for(overlays)('%s is built, and every manifest fits the schemas', async (overlay, context) => {
  const manifests = withProgram(context, () => buildOverlay(overlay));
  expect(manifests.length).toBeGreaterThan(60);
  expect(await findManifestFaults(manifests)).toEqual([]);
});

test('the check refuses what a cluster would refuse or ignore', async () => {
  const manifests = readLocalManifests();
  const deployment = findManifest(manifests, 'Deployment', 'auth');
  const changed = (change: (copy: Manifest) => void): Manifest => {
    const copy = structuredClone(deployment);
    change(copy);
    return copy;
  };
  /** By what the sentence about the fault must name. */
  const faulty: Record<string, Manifest> = {
    '"replica"': changed(({ spec }) => {
      spec.replica = 2;
    }),
    '"readynessProbe"': changed(({ spec }) => {
      spec.template.spec.containers[0].readynessProbe = {};
    }),
    containerPort: changed(({ spec }) => {
      spec.template.spec.containers[0].ports[0].containerPort = 'http';
    }),
    selector: changed(({ spec }) => {
      delete spec.selector;
    }),
    'no such kind': { ...deployment, kind: 'Deploiment' },
    remoteReference: {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: 'x' },
      spec: { data: [{ secretKey: 'A', remoteReference: {} }] },
    },
  };
  for (const [named, manifest] of Object.entries(faulty)) {
    expect((await findManifestFaults([manifest])).join('\n')).toContain(named);
  }
});
