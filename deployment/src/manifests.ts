import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { findProgram, goProgram } from './programs.ts';
import { at } from './repository.ts';

/** A manifest as it is written; `spec` is checked against the schemas of Kubernetes, not here. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: the schemas of Kubernetes say what it is
  readonly spec?: any;
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

export const overlays = ['production', 'staging'] as const;
export type Overlay = (typeof overlays)[number];

export function parseManifests(text: string, source: string): Manifest[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw new Error(`${source}: ${document.errors[0]?.message}`);
    return document.toJS() as Manifest;
  });
}

/** What `kubectl apply -f k8s/local/` sends, in its order: files by name, by their extension. */
export function readLocalManifests(): Manifest[] {
  const folder = at('k8s/local');
  const files = readdirSync(folder).filter((name) => /\.(ya?ml|json)$/.test(name));
  return files
    .sort()
    .flatMap((name) => parseManifests(readFileSync(path.join(folder, name), 'utf8'), name));
}

/** The overlay, built as `kubectl apply -k` builds it: by kubectl, else by kustomize itself. */
export function buildOverlay(folder: string): Manifest[] {
  const kubectl = findProgram('kubectl');
  const [program, command] =
    kubectl === undefined
      ? [goProgram('kustomize', 'sigs.k8s.io/kustomize/kustomize/v5', 'v5.8.0'), 'build']
      : [kubectl, 'kustomize'];
  return parseManifests(
    execFileSync(program, [command, at('k8s', folder)], { encoding: 'utf8' }),
    folder,
  );
}

export const ofKind = (manifests: readonly Manifest[], kind: string): Manifest[] =>
  manifests.filter((manifest) => manifest.kind === kind);

/** The manifest of a kind and name; throws when there is none. */
export function findManifest(manifests: readonly Manifest[], kind: string, name: string): Manifest {
  const found = manifests.find((one) => one.kind === kind && one.metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found;
}
