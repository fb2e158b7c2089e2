import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const kafkaVersion = '4.1.0';

export interface KafkaBroker {
  readonly bootstrapServers: string;
  /** Kills the broker and starts it again with its data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a single Kafka broker (KRaft) on a free port with data of its own. Needs Java 17 or newer;
 * the first start fetches Kafka's jars by Maven into a folder that later starts use again.
 */
export async function startKafkaBroker(): Promise<KafkaBroker> {
  const jars = await fetchKafka();
  const folder = await mkdtemp(join(tmpdir(), 'event-bus-kafka-'));
  const [port, controllerPort] = await Promise.all([findFreePort(), findFreePort()]);
  const properties = join(folder, 'server.properties');
  await writeFile(properties, brokerProperties({ folder, port, controllerPort }));

  const java = ['-Xmx512m', '-cp', join(jars, '*')];
  const clusterId = randomBytes(16).toString('base64url');
  const format = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties];
  await run('java', [...java, ...format]);
  let broker = await start();

  async function start(): Promise<ChildProcess> {
    const started = spawn('java', [...java, 'kafka.Kafka', properties], { stdio: 'ignore' });
    await untilListening(started, port);
    return started;
  }

  async function kill(): Promise<void> {
    const exited = new Promise((resolve) => broker.once('exit', resolve));
    broker.kill('SIGKILL');
    await exited;
  }

  return {
    bootstrapServers: `127.0.0.1:${port}`,
    async restart() {
      await kill();
      broker = await start();
    },
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function fetchKafka(): Promise<string> {
  const jars = join(tmpdir(), `ticketing-kafka-${kafkaVersion}`);
  if (existsSync(jars)) return jars;
  const work = await mkdtemp(join(tmpdir(), 'ticketing-kafka-fetch-'));
  await writeFile(join(work, 'pom.xml'), pom);
  await mkdir(join(work, 'jars'));
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${join(work, 'jars')}`];
  await run('mvn', ['-q', '-B', ...goal], { cwd: work });
  // Renamed when whole, so that a broken download is not taken for Kafka.
  await rename(join(work, 'jars'), jars);
  await rm(work, { recursive: true, force: true });
  return jars;
}

async function untilListening(broker: ChildProcess, port: number): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await accepts(port))) {
    if (broker.exitCode !== null) throw new Error(`Kafka ended with ${broker.exitCode}`);
    if (performance.now() > deadline) throw new Error('Kafka did not start within a minute');
    await sleep(100);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
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
  <groupId>ticketing</groupId><artifactId>kafka-broker</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId>
    <version>${kafkaVersion}</version>
  </dependency></dependencies>
</project>`;

function brokerProperties(at: { folder: string; port: number; controllerPort: number }): string {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${at.controllerPort}
listeners=PLAINTEXT://127.0.0.1:${at.port},CONTROLLER://127.0.0.1:${at.controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${at.port}
controller.listener.names=CONTROLLER
log.dirs=${join(at.folder, 'data')}
auto.create.topics.enable=false
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
`;
}
