/** Rejects when the engine does not work now. */
export type EngineCheck = () => Promise<void>;

export interface EngineState {
  readonly ok: boolean;
  /** Only for the log: the address of an engine is nobody else's business. */
  readonly error?: unknown;
}

const checkMsMax = 2_500;
/** Answers are shared for this long, so that probes cannot be used to keep the engines busy. */
const keptMs = 250;

/** Asks all engines at once; calls in quick succession share one round. */
export function createReadiness(
  engines: Readonly<Record<string, EngineCheck>>,
): () => Promise<Record<string, EngineState>> {
  let round: Promise<Record<string, EngineState>> | undefined;

  async function ask(): Promise<Record<string, EngineState>> {
    const states = await Promise.all(
      Object.entries(engines).map(async ([name, check]) => [name, await stateOf(check)] as const),
    );
    setTimeout(() => {
      round = undefined;
    }, keptMs).unref();
    return Object.fromEntries(states);
  }

  return () => {
    round ??= ask();
    return round;
  };
}

async function stateOf(check: EngineCheck): Promise<EngineState> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${checkMsMax} ms`)), checkMsMax);
  });
  try {
    await Promise.race([check(), late]);
    return { ok: true };
  } catch (error) {
    return { ok: false, error };
  } finally {
    clearTimeout(timer);
  }
}
