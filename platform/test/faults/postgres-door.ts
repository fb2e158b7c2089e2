import { createServer, connect as dial, type NetConnectOpts, type Socket } from 'node:net';
import { listen } from './listen.ts';
import type { Watch } from './trap.ts';

/** A statement on the wire. */
export interface Statement {
  /** The `application_name` of its connection. */
  readonly application: string;
  readonly text: string;
  /** Its parameters, as bytes among others. */
  readonly parameters: Buffer;
}

export interface PostgresDoor {
  readonly url: string;
  close(): Promise<void>;
}

export interface PostgresDoorOptions {
  readonly port: number;
  /** A URL of the server, by socket or by port. */
  readonly server: string;
  readonly stepOf: (statement: Statement) => string | undefined;
  readonly watch: Watch;
}

const bind = 'B'.charCodeAt(0);
const parse = 'P'.charCodeAt(0);
const readyForQuery = 'Z'.charCodeAt(0);

/**
 * Stands before PostgreSQL and reads along. What is a step is told to `watch`: before the server gets the
 * statement, and after it has done it, when nobody was told yet.
 * Source of the messages: https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export async function openPostgresDoor(options: PostgresDoorOptions): Promise<PostgresDoor> {
  const target = addressOf(new URL(options.server));
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const behind = dial(target);
    for (const [one, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    follow(client, behind, options);
  });
  await listen(server, options.port);
  const url = new URL(options.server);
  url.search = '';
  url.host = `127.0.0.1:${options.port}`;
  return {
    url: url.href,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function addressOf({ searchParams, hostname, port }: URL): NetConnectOpts {
  const folder = searchParams.get('host');
  if (folder === null) return { host: hostname, port: Number(port) };
  return { path: `${folder}/.s.PGSQL.${searchParams.get('port')}` };
}

/** Both directions of one connection; its first message has no type. */
function follow(
  client: Socket,
  behind: Socket,
  { stepOf, watch }: Pick<PostgresDoorOptions, 'stepOf' | 'watch'>,
): void {
  const texts = new Map<string, string>();
  let application: string | undefined;
  /** Steps that the server has and did not answer. */
  const underWay: string[] = [];

  inTurn(
    client,
    behind,
    async (message) => {
      if (application === undefined) {
        application = readApplication(message);
      } else if (message[0] === parse) {
        const [name, text] = readTexts(message.subarray(5), 2);
        texts.set(name ?? '', text ?? '');
      } else if (message[0] === bind) {
        const [, name] = readTexts(message.subarray(5), 2);
        const text = texts.get(name ?? '') ?? '';
        const step = stepOf({ application, text, parameters: message });
        if (step === undefined) return;
        await watch({ step, phase: 'before' });
        underWay.push(step);
      }
    },
    () => application === undefined,
  );
  inTurn(
    behind,
    client,
    async (message) => {
      if (message[0] !== readyForQuery) return;
      for (const step of underWay.splice(0)) await watch({ step, phase: 'after' });
    },
    () => false,
  );
}

/** Passes messages on one by one, each when `look` has resolved. */
function inTurn(
  from: Socket,
  to: Socket,
  look: (message: Buffer) => Promise<void>,
  isUntyped: () => boolean,
): void {
  let rest: Buffer = Buffer.alloc(0);
  let first = isUntyped();
  let turn = Promise.resolve();
  from.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const lengthAt = first ? 0 : 1;
      if (rest.length < lengthAt + 4) return;
      const size = lengthAt + rest.readUInt32BE(lengthAt);
      if (rest.length < size) return;
      const message = rest.subarray(0, size);
      rest = rest.subarray(size);
      first = false;
      turn = turn.then(async () => {
        await look(message);
        if (to.writable) writeTogether(to, message);
      });
    }
  });
}

/** What comes in one turn of the event loop goes in one packet. */
function writeTogether(to: Socket, message: Buffer): void {
  to.cork();
  to.write(message);
  process.nextTick(() => to.uncork());
}

/** Pairs of name and value behind length and version, each ended by a zero. */
function readApplication(message: Buffer): string {
  const words = message.subarray(8).toString('utf8').split('\0');
  return words[words.indexOf('application_name') + 1] ?? '';
}

function readTexts(bytes: Buffer, count: number): string[] {
  const texts: string[] = [];
  for (let at = 0; texts.length < count; ) {
    const end = bytes.indexOf(0, at);
    texts.push(bytes.toString('utf8', at, end));
    at = end + 1;
  }
  return texts;
}
