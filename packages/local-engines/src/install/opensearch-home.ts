import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installOnce } from './cache.ts';
import { runProgram } from './programs.ts';

const sourceFolder = fileURLToPath(new URL('../java/', import.meta.url));
const serverSource = join(sourceFolder, 'OpenSearchNode.java');
const pluginSource = join(sourceFolder, 'KoreanAnalysisPlugin.java');
const plugin = 'analysis-nori';
const isKoreanJar = (name: string): boolean => name.startsWith('lucene-analysis-nori-');

export interface OpenSearchHome {
  /** Holds the plugins. */
  readonly folder: string;
  readonly classes: string;
  readonly serverJars: readonly string[];
}

/**
 * Compiles the server's start and the Korean plugin once for each version of them. The plugin lies in
 * the home's own folder as an installed one does, so that a node says by its list of plugins whether it
 * has it; its jars are not the server's, which checks that nothing is there twice.
 */
export async function buildOpenSearchHome(given: {
  readonly version: string;
  readonly jars: string;
  readonly javac: string;
}): Promise<OpenSearchHome> {
  const hash = createHash('sha256').update(given.version);
  for (const file of [serverSource, pluginSource]) hash.update(await readFile(file));
  const name = `opensearch-home-${given.version}-${hash.digest('hex').slice(0, 16)}`;
  const names = await readdir(given.jars);
  const folder = await installOnce(name, async (draft) => {
    const compile = ['-cp', join(given.jars, '*'), '-Xlint:none', '-nowarn', '-d'];
    await runProgram(given.javac, [...compile, join(draft, 'classes'), serverSource]);
    await runProgram(given.javac, [...compile, join(draft, 'plugin-classes'), pluginSource]);
    await packPlugin(given, draft);
  });
  return {
    folder,
    classes: join(folder, 'classes'),
    serverJars: names.filter((jar) => !isKoreanJar(jar)).map((jar) => join(given.jars, jar)),
  };
}

async function packPlugin(
  given: { version: string; jars: string; javac: string },
  draft: string,
): Promise<void> {
  const folder = join(draft, 'plugins', plugin);
  await mkdir(folder, { recursive: true });
  const jarTool = join(given.javac, '..', 'jar');
  const target = join(folder, `${plugin}.jar`);
  await runProgram(jarTool, [
    '--create',
    '--file',
    target,
    '-C',
    join(draft, 'plugin-classes'),
    '.',
  ]);
  for (const jar of (await readdir(given.jars)).filter(isKoreanJar)) {
    await copyFile(join(given.jars, jar), join(folder, jar));
  }
  await writeFile(
    join(folder, 'plugin-descriptor.properties'),
    `name=${plugin}
description=Korean analysis
version=${given.version}
opensearch.version=${given.version}
java.version=17
classname=KoreanAnalysisPlugin
`,
  );
}
