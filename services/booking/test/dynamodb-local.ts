import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitUntil } from '@ticketing/testing';

const run = promisify(execFile);

const dynamoVersion = '2.6.1';
const startMsMax = 60_000;

/**
 * Starts DynamoDB Local in memory on a free port. Needs Java 17 or newer; the first start fetches its
 * jars by Maven into a folder that later starts use again.
 */
export async function startDynamoLocal(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const jars = await fetchDynamo();
  const port = await findFreePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const main = 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner';
  const settings = ['-inMemory', '-sharedDb', '-disableTelemetry', '-port', String(port)];
  const server = spawn(
    'java',
    ['-Xmx256m', `-Djava.library.path=${jars}`, '-cp', join(jars, '*'), main, ...settings],
    { stdio: 'ignore' },
  );
  const exited = new Promise((resolve) => server.once('exit', resolve));
  await waitUntil(
    async () => {
      if (server.exitCode !== null) throw new Error(`DynamoDB ended with ${server.exitCode}`);
      return (await fetch(endpoint)).status > 0;
    },
    { withinMs: startMsMax },
  );
  return {
    endpoint,
    async stop() {
      server.kill('SIGKILL');
      await exited;
    },
  };
}

async function fetchDynamo(): Promise<string> {
  const jars = join(tmpdir(), `ticketing-dynamodb-${dynamoVersion}`);
  if (existsSync(jars)) return jars;
  const work = await mkdtemp(join(tmpdir(), 'ticketing-dynamodb-fetch-'));
  await writeFile(join(work, 'pom.xml'), pom);
  await mkdir(join(work, 'jars'));
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${join(work, 'jars')}`];
  await run('mvn', ['-q', '-B', ...goal], { cwd: work });
  // Renamed when whole, so that a broken download is not taken for DynamoDB.
  await rename(join(work, 'jars'), jars);
  await rm(work, { recursive: true, force: true });
  return jars;
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>ticketing</groupId><artifactId>dynamodb-local</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>com.amazonaws</groupId><artifactId>DynamoDBLocal</artifactId>
    <version>${dynamoVersion}</version>
  </dependency></dependencies>
</project>`;
