import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Manifest } from './manifests.ts';
import { at } from './repository.ts';

/** Kinds of others than Kubernetes; external-secrets.ts describes what we use of them. */
const customKinds: Readonly<Record<string, string>> = {
  'external-secrets.io/v1': at('deployment/src/external-secrets.ts'),
};

const nameOf = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`;

/**
 * Holds manifests to the schemas of Kubernetes, twice: the models' own validators for values, the
 * compiler for names, as the validators let unknown keys pass. Answers one sentence a fault.
 */
export async function findManifestFaults(manifests: readonly Manifest[]): Promise<string[]> {
  const faults: string[] = [];
  for (const manifest of manifests) faults.push(...(await findValueFaults(manifest)));
  return [...faults, ...(await findNameFaults(manifests))];
}

type Model = new (data: Manifest) => { validate(): void };

async function findValueFaults(manifest: Manifest): Promise<string[]> {
  if (manifest.apiVersion in customKinds) return [];
  try {
    const module = `kubernetes-models/${manifest.apiVersion}`;
    const models = (await import(/* @vite-ignore */ module)) as Record<string, Model>;
    const KindOfManifest = models[manifest.kind];
    if (KindOfManifest === undefined) return [`${nameOf(manifest)}: there is no such kind`];
    new KindOfManifest(manifest).validate();
    return [];
  } catch (error) {
    return [`${nameOf(manifest)}: ${error instanceof Error ? error.message : error}`];
  }
}

/** Writes every manifest as a literal of its type and compiles that: a literal may not have more keys. */
async function findNameFaults(manifests: readonly Manifest[]): Promise<string[]> {
  const folder = at('.cache', `manifests-${process.pid}-${Math.random().toString(36).slice(2)}`);
  mkdirSync(folder, { recursive: true });
  try {
    const files = manifests.map((manifest, index) => {
      const file = path.join(folder, `${index}.ts`);
      const module = customKinds[manifest.apiVersion] ?? `kubernetes-models/${manifest.apiVersion}`;
      writeFileSync(
        file,
        `import type { I${manifest.kind} as Kind } from '${module}';\n` +
          `export const manifest: Kind = ${JSON.stringify(manifest, undefined, 2)};\n`,
      );
      return file;
    });
    return await compile(files, manifests);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compile(files: string[], manifests: readonly Manifest[]): Promise<string[]> {
  const compiler = at('node_modules/typescript-7/bin/tsc');
  const options =
    '--ignoreConfig --noEmit --strict --skipLibCheck --module nodenext --target es2024 --allowImportingTsExtensions --pretty false';
  const output = await promisify(execFile)(
    process.execPath,
    [compiler, ...options.split(' '), ...files],
    { cwd: at('deployment') },
  ).then(
    () => '',
    (error: { stdout?: string }) => error.stdout || String(error),
  );
  const lines = output.split('\n').filter((line) => line.includes('error'));
  return lines.map((line) => {
    const index = Number(/(\d+)\.ts\(/.exec(line)?.[1]);
    const manifest = manifests[index];
    return `${manifest === undefined ? '' : `${nameOf(manifest)}: `}${line.replace(/^.*?error/, 'error')}`;
  });
}
