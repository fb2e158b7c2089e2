import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineUnavailableError } from '../engine-unavailable-error.ts';
import type { EngineName } from '../port.ts';
import { artifactFile } from './artifacts.ts';
import { installOnce } from './cache.ts';
import { checkFolder } from './checksums.ts';
import { findOrInstallProgram, runProgram } from './programs.ts';
import { withWorkFolder } from './work-folder.ts';

export const dependencyPlugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

export interface Jar {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
  readonly sha256: string;
}

/** Reads `artifacts/<engine>.jars`: one jar a line, `group:artifact:version sha256`. */
export async function readJars(engine: EngineName): Promise<Jar[]> {
  const file = artifactFile(`${engine}.jars`);
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [, group = '', artifact = '', version = '', hash = ''] =
      /^([^:]+):([^:]+):(\S+) ([0-9a-f]{64})$/.exec(line) ?? [];
    if (hash === '') throw new Error(`${file} has a line out of form: ${line}`);
    return { group, artifact, version, sha256: hash };
  });
}

/**
 * The folder of the engine's jars, fetched by Maven once, as its settings say where from. Each is
 * checked against the recorded hash after the download and again at every start.
 */
export async function fetchJars(engine: EngineName, version: string): Promise<string> {
  const jars = await readJars(engine);
  const expected = new Map(jars.map((jar) => [`${jar.artifact}-${jar.version}.jar`, jar.sha256]));
  const folder = await installOnce(`${engine}-${version}`, async (draft) => {
    await downloadJars(engine, jars, draft);
    await checkFolder(draft, expected, 'Nothing was kept; see where Maven fetches from.');
  });
  await checkFolder(folder, expected);
  return folder;
}

async function downloadJars(
  engine: EngineName,
  jars: readonly Jar[],
  target: string,
): Promise<void> {
  const maven = await findOrInstallProgram('mvn', 'maven');
  if (maven === undefined) {
    throw new EngineUnavailableError(engine, 'its jars are fetched by Maven; install `mvn`.');
  }
  await withWorkFolder(async (work) => {
    await writeFile(join(work, 'pom.xml'), projectOf(jars));
    const goal = [`${dependencyPlugin}:copy-dependencies`, `-DoutputDirectory=${target}`];
    await runProgram(maven, ['-q', '-B', ...goal], { cwd: work }).catch((error: unknown) => {
      const said = (error as { stdout?: string }).stdout?.slice(0, 1_000) ?? String(error);
      throw new EngineUnavailableError(engine, `Maven did not fetch its jars: ${said}`, {
        cause: error,
      });
    });
  });
}

/** A project that needs exactly these jars: what they need themselves is in the list already. */
function projectOf(jars: readonly Jar[]): string {
  const nothingMore =
    '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>';
  const dependencies = jars.map(
    (jar) => `<dependency><groupId>${jar.group}</groupId><artifactId>${jar.artifact}</artifactId>
      <version>${jar.version}</version>${nothingMore}</dependency>`,
  );
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>ticketing</groupId><artifactId>jars</artifactId><version>1</version>
  <dependencies>${dependencies.join('\n')}</dependencies>
</project>`;
}
