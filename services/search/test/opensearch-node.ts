import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const openSearchVersion = '2.19.3';
const startMsMax = 100_000;

export interface OpenSearchNode {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts a single OpenSearch node without plugins on a free port with data of its own. Needs a JDK of
 * version 17; the first start fetches the server's jars by Maven into a folder that later starts use again.
 */
export async function startOpenSearchNode(): Promise<OpenSearchNode> {
  const jars = await fetchOpenSearch();
  const folder = await mkdtemp(join(tmpdir(), 'search-opensearch-'));
  await mkdir(join(folder, 'config'));
  const main = join(folder, 'OpenSearchNode.java');
  await writeFile(main, mainClass);
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const command = ['-Xmx512m', '-cp', join(jars, '*'), main, folder, String(port)];
  const node = spawn('java', command, { stdio: 'ignore' });

  async function stop(): Promise<void> {
    if (node.exitCode === null) {
      const exited = new Promise((resolve) => node.once('exit', resolve));
      node.kill('SIGKILL');
      await exited;
    }
    await rm(folder, { recursive: true, force: true });
  }

  try {
    await untilAnswering(node, url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

async function fetchOpenSearch(): Promise<string> {
  const jars = join(tmpdir(), `ticketing-opensearch-${openSearchVersion}`);
  if (existsSync(jars)) return jars;
  const work = await mkdtemp(join(tmpdir(), 'ticketing-opensearch-fetch-'));
  await writeFile(join(work, 'pom.xml'), pom);
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${join(work, 'jars')}`];
  await run('mvn', ['-q', '-B', ...goal], { cwd: work });
  // Renamed when whole, so that a broken download is not taken for OpenSearch.
  await rename(join(work, 'jars'), jars);
  await rm(work, { recursive: true, force: true });
  return jars;
}

async function untilAnswering(node: ChildProcess, url: string): Promise<void> {
  const deadline = performance.now() + startMsMax;
  while (!(await answers(url))) {
    if (node.exitCode !== null) throw new Error(`OpenSearch ended with ${node.exitCode}`);
    if (performance.now() > deadline) throw new Error('OpenSearch did not start in time');
    await sleep(200);
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/_cluster/health`).then(
    (reply) => reply.ok,
    () => false,
  );

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>ticketing</groupId><artifactId>opensearch-node</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.opensearch</groupId><artifactId>opensearch</artifactId>
      <version>${openSearchVersion}</version></dependency>
    <dependency><groupId>org.opensearch.plugin</groupId>
      <artifactId>transport-netty4-client</artifactId>
      <version>${openSearchVersion}</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId>
      <version>2.21.0</version></dependency>
  </dependencies>
</project>`;

/** The server inside a process of ours: no launcher, which refuses to run as root. */
const mainClass = `import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

public class OpenSearchNode extends Node {
  OpenSearchNode(Environment environment) {
    super(environment, List.of(Netty4Plugin.class), false);
  }

  public static void main(String[] arguments) throws Exception {
    Settings settings = Settings.builder()
        .put("path.home", arguments[0])
        .put("http.port", arguments[1])
        .put("transport.port", "0")
        .put("node.name", "contract")
        .put("discovery.type", "single-node")
        .put("network.host", "127.0.0.1")
        .put("transport.type", "netty4")
        .put("http.type", "netty4")
        .put("cluster.routing.allocation.disk.threshold_enabled", "false")
        .build();
    LogConfigurator.registerErrorListener();
    new OpenSearchNode(InternalSettingsPreparer.prepareEnvironment(
        settings, Map.of(), Path.of(arguments[0], "config"), () -> "contract")).start();
    // Threads of the server are daemons: the process would end.
    Thread.currentThread().join();
  }
}
`;
