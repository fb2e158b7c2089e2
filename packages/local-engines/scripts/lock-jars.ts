/**
 * Resolves what Kafka and OpenSearch need and writes `artifacts/<engine>.jars` anew, each jar with the
 * SHA-256 that it has here now. Run it when a version changes, and read the difference before it is kept.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../src/install/checksums.ts';
import { dependencyPlugin } from '../src/install/maven-jars.ts';

const roots = {
  kafka: ['org.apache.kafka:kafka_2.13:4.2.2', 'org.apache.logging.log4j:log4j-slf4j-impl:2.25.5'],
  opensearch: [
    'org.opensearch:opensearch:2.19.6',
    'org.opensearch:opensearch-plugin-classloader:2.19.6',
    'org.opensearch.plugin:transport-netty4-client:2.19.6',
    'org.opensearch.plugin:analysis-common:2.19.6',
    'org.opensearch.plugin:reindex-client:2.19.6',
    'org.apache.lucene:lucene-analysis-nori:9.12.3',
    'org.apache.logging.log4j:log4j-core:2.25.4',
  ],
};

for (const [engine, coordinates] of Object.entries(roots)) {
  const work = mkdtempSync(join(tmpdir(), 'ticketing-lock-jars-'));
  const dependencies = coordinates.map((coordinate) => {
    const [group, artifact, version] = coordinate.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId>
      <version>${version}</version></dependency>`;
  });
  writeFileSync(
    join(work, 'pom.xml'),
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
    <groupId>ticketing</groupId><artifactId>lock</artifactId><version>1</version>
    <dependencies>${dependencies.join('')}</dependencies></project>`,
  );
  const maven = (...parameters: string[]): void => {
    execFileSync('mvn', ['-q', '-B', ...parameters], { cwd: work, stdio: 'inherit' });
  };
  const list = join(work, 'list.txt');
  maven(`${dependencyPlugin}:list`, `-DoutputFile=${list}`, '-DincludeScope=runtime');
  maven(`${dependencyPlugin}:copy-dependencies`, `-DoutputDirectory=${join(work, 'jars')}`);
  const found = readFileSync(list, 'utf8').matchAll(/^ +([^:\s]+):([^:\s]+):jar:([^:\s]+):/gm);
  const lines: string[] = [];
  for (const [, group, artifact, version] of found) {
    const hash = await sha256(join(work, 'jars', `${artifact}-${version}.jar`));
    lines.push(`${group}:${artifact}:${version} ${hash}`);
  }
  const file = new URL(`../artifacts/${engine}.jars`, import.meta.url);
  writeFileSync(file, `${lines.sort().join('\n')}\n`);
  rmSync(work, { recursive: true });
  console.log(`${engine}: ${lines.length} jars`);
}
