import type { Client, ClientDuplexStream, Metadata } from '@grpc/grpc-js';
import { createInFlight } from './in-flight.ts';
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

export function createCommandStream(options: {
  readonly client: Client;
  readonly metadata: Metadata;
  readonly methods: InventoryMethods;
  readonly log: InventoryClientLog;
  /** Called whenever the stream ended; the next command opens another. */
  readonly onLost: () => void;
}): CommandStream {
  const { client, metadata, methods, log, onLost } = options;
  const inFlight = createInFlight();
  let outgoing: WireCommand[] = [];
  let flushing = false;
  let stream: Stream | undefined;
  let closed = false;

  const sweep = setInterval(
    () => inFlight.loseUntil(performance.now() - limits.commandMsMax),
    limits.sweepMs,
  );
  sweep.unref();

  function openStream(): Stream {
    const { Execute } = methods;
    const opened: Stream = client.makeBidiStreamRequest(
      Execute.path,
      Execute.requestSerialize,
      Execute.responseDeserialize,
      metadata,
    );
    opened.on('data', ({ outcomes }: { outcomes: WireOutcome[] }) => {
      for (const outcome of outcomes) inFlight.settle(outcome.id, outcome);
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
    inFlight.loseUntil(performance.now());
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
      if (closed) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const id = inFlight.add(resolve);
        if (id === undefined) return resolve(undefined);
        outgoing.push({ id, ...command });
        if (flushing) return;
        flushing = true;
        setImmediate(flush);
      });
    },
    isStuck() {
      const sentAt = inFlight.oldestSentAt();
      return sentAt !== undefined && performance.now() - sentAt > limits.stuckMs;
    },
    close() {
      closed = true;
      clearInterval(sweep);
      stream?.cancel();
      inFlight.loseUntil(performance.now());
    },
  };
}
