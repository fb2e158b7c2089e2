import type { Client, ClientDuplexStream, Metadata } from '@grpc/grpc-js';
import * as limits from './limits.ts';
import type { InventoryClientLog } from './port.ts';
import type { InventoryMethods, WireCommand, WireOutcome } from './wire.ts';

type Stream = ClientDuplexStream<{ commands: WireCommand[] }, { outcomes: WireOutcome[] }>;

/** All commands of one client on one stream, gathered per turn of the event loop. */
export interface CommandStream {
  /** Resolves with the outcome, or with undefined when it is lost or late. Never rejects. */
  execute(command: Omit<WireCommand, 'id'>): Promise<WireOutcome | undefined>;
  /** Whether a command has been without its outcome for longer than a leader that lives would take. */
  isStuck(): boolean;
  close(): void;
}

interface InFlight {
  readonly settle: (outcome: WireOutcome | undefined) => void;
  readonly sentAt: number;
}

export function createCommandStream(options: {
  readonly client: Client;
  readonly metadata: Metadata;
  readonly methods: InventoryMethods;
  readonly log: InventoryClientLog;
  /** Called whenever the stream ended; the next command opens another. */
  readonly onLost: () => void;
}): CommandStream {
  const { client, metadata, methods, log, onLost } = options;
  /** By id, which is also by age. */
  const inFlight = new Map<number, InFlight>();
  let outgoing: WireCommand[] = [];
  let flushing = false;
  let stream: Stream | undefined;
  let lastId = 0;
  let closed = false;

  const sweep = setInterval(() => {
    const lostBefore = performance.now() - limits.commandMsMax;
    for (const [id, { sentAt }] of inFlight) {
      if (sentAt > lostBefore) break;
      settle(id, undefined);
    }
  }, limits.sweepMs);
  sweep.unref();

  function settle(id: number, outcome: WireOutcome | undefined): void {
    const waiting = inFlight.get(id);
    if (waiting === undefined) return;
    inFlight.delete(id);
    waiting.settle(outcome);
  }

  function openStream(): Stream {
    const { Execute } = methods;
    const opened: Stream = client.makeBidiStreamRequest(
      Execute.path,
      Execute.requestSerialize,
      Execute.responseDeserialize,
      metadata,
    );
    opened.on('data', ({ outcomes }: { outcomes: WireOutcome[] }) => {
      for (const outcome of outcomes) settle(outcome.id, outcome);
    });
    opened.on('drain', flush);
    opened.on('error', (error: Error) => {
      if (!closed) log.warn({ error }, 'The stream to inventory broke');
    });
    opened.on('close', () => loseStream(opened));
    opened.on('end', () => loseStream(opened));
    return opened;
  }

  /** What was under way on a stream that ended has an unknown outcome. */
  function loseStream(lost: Stream): void {
    if (stream !== lost) return;
    stream = undefined;
    outgoing = [];
    for (const id of [...inFlight.keys()]) settle(id, undefined);
    onLost();
  }

  function flush(): void {
    flushing = false;
    if (outgoing.length === 0 || closed) return;
    stream ??= openStream();
    while (outgoing.length > 0 && !stream.writableNeedDrain) {
      const commands = outgoing.slice(0, limits.commandsPerMessageMax);
      outgoing = outgoing.slice(commands.length);
      stream.write({ commands });
    }
  }

  return {
    execute(command) {
      if (closed || inFlight.size >= limits.inFlightMax) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        lastId = lastId === 0xffff_ffff ? 1 : lastId + 1;
        inFlight.set(lastId, { settle: resolve, sentAt: performance.now() });
        outgoing.push({ id: lastId, ...command });
        if (flushing) return;
        flushing = true;
        setImmediate(flush);
      });
    },
    isStuck() {
      for (const { sentAt } of inFlight.values()) {
        return performance.now() - sentAt > limits.stuckMs;
      }
      return false;
    },
    close() {
      closed = true;
      clearInterval(sweep);
      stream?.cancel();
      for (const id of [...inFlight.keys()]) settle(id, undefined);
    },
  };
}
