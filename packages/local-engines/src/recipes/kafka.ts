import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { engineVariables } from '../engine-variables.ts';
import { findJava } from '../install/java.ts';
import { fetchJars } from '../install/maven-jars.ts';
import { runProgram } from '../install/programs.ts';
import { exchange, findFreePort } from '../ports.ts';
import type { EngineRecipe } from '../recipe.ts';

const version = '4.2.2';
const user = 'ticketing';
const heap = ['-Xms128m', '-Xmx512m', '-XX:MaxDirectMemorySize=128m', '-XX:+UseSerialGC'];

/** Apache Kafka in KRaft mode: one node that is broker and controller. */
export const kafka: EngineRecipe = {
  name: 'kafka',
  developmentPort: 9092,
  startSecondsMax: 90,
  stopSignal: 'SIGTERM',
  prepare,
  async plan({ folder, port, options }) {
    const { tools, jars } = await prepare();
    const [controllerPort, internalPort] = [await findFreePort(), await findFreePort()];
    const at: Site = { folder, port, controllerPort, internalPort };
    const secrets = options.secured === true ? await makeSecrets(folder, tools.java) : undefined;
    const properties = join(folder, 'server.properties');
    await writeFile(properties, describeBroker(at, secrets), { mode: 0o600 });
    const java = [...heap, '-cp', join(jars, '*')];
    if (!existsSync(join(folder, 'data', 'meta.properties'))) {
      await format(tools.java, [...java, 'kafka.tools.StorageTool'], { properties, secrets });
    }
    return {
      command: tools.java,
      parameters: [...java, 'kafka.Kafka', properties],
      variables: {
        ...engineVariables.kafka({ port }),
        ...(secrets && {
          KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
          KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
          KAFKA_SASL_USERNAME: user,
          KAFKA_SASL_PASSWORD: secrets.password,
          KAFKA_SSL_CA_FILE: secrets.caFile,
        }),
      },
      isReady: () => knowsItself(internalPort),
    };
  },
};

async function prepare() {
  return { tools: await findJava('kafka'), jars: await fetchJars('kafka', version) };
}

interface Site {
  readonly folder: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly internalPort: number;
}

interface Secrets {
  readonly password: string;
  readonly keyStore: string;
  readonly caFile: string;
}

async function format(
  java: string,
  tool: readonly string[],
  given: { properties: string; secrets: Secrets | undefined },
): Promise<void> {
  const clusterId = randomBytes(16).toString('base64url').replace(/^-/, '_');
  const account = given.secrets
    ? ['--add-scram', `SCRAM-SHA-512=[name=${user},password=${given.secrets.password}]`]
    : [];
  await runProgram(java, [...tool, 'format', '-t', clusterId, '-c', given.properties, ...account]);
}

/** A key for the loopback address that vouches for itself, so that its certificate is the CA too. */
async function makeSecrets(folder: string, java: string): Promise<Secrets> {
  const keyStore = join(folder, 'broker.p12');
  const caFile = join(folder, 'ca.pem');
  const passwordFile = join(folder, 'password');
  if (!existsSync(caFile)) {
    await rm(keyStore, { force: true });
    const password = randomBytes(18).toString('hex');
    await writeFile(passwordFile, password, { mode: 0o600 });
    const keyTool = join(dirname(java), 'keytool');
    const store = ['-keystore', keyStore, '-storepass', password, '-alias', 'broker'];
    const names = ['-dname', 'CN=localhost', '-ext', 'SAN=dns:localhost,ip:127.0.0.1'];
    const key = ['-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '3650'];
    await runProgram(keyTool, ['-genkeypair', ...store, ...key, ...names]);
    await runProgram(keyTool, ['-exportcert', '-rfc', ...store, '-file', caFile]);
  }
  return { keyStore, caFile, password: await readFile(passwordFile, 'utf8') };
}

function describeBroker(at: Site, secrets: Secrets | undefined): string {
  const protocol = secrets ? 'SASL_SSL' : 'PLAINTEXT';
  const clients = `CLIENTS://127.0.0.1:${at.port},INTERNAL://127.0.0.1:${at.internalPort}`;
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${at.controllerPort}
listeners=${clients},CONTROLLER://127.0.0.1:${at.controllerPort}
advertised.listeners=${clients}
listener.security.protocol.map=CLIENTS:${protocol},INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=INTERNAL
log.dirs=${join(at.folder, 'data')}
auto.create.topics.enable=false
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
log.cleaner.dedupe.buffer.size=8388608
log.segment.bytes=67108864
${secrets ? describeSecurity(secrets) : ''}`;
}

function describeSecurity(secrets: Secrets): string {
  const login = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  return `sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.clients.scram-sha-512.sasl.jaas.config=${login}
listener.name.clients.ssl.keystore.type=PKCS12
listener.name.clients.ssl.keystore.location=${secrets.keyStore}
listener.name.clients.ssl.keystore.password=${secrets.password}
`;
}

/** Asks for the cluster's brokers: one that has just started names itself once it takes work. */
async function knowsItself(port: number): Promise<boolean> {
  const request = Buffer.alloc(18);
  request.writeInt32BE(14, 0);
  // Metadata, version 1, correlation 1, no client id, no topics.
  request.writeInt16BE(3, 4);
  request.writeInt16BE(1, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(-1, 12);
  request.writeInt32BE(0, 14);
  const reply = await exchange(port, request);
  return reply.readInt32BE(8) > 0;
}
