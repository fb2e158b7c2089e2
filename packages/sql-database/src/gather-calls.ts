import pg from 'pg';

export interface GatherOptions<Input, Output> {
  /** One statement for all of them: the answers in the order of the inputs. All or nothing. */
  readonly run: (inputs: readonly Input[]) => Promise<readonly Output[]>;
  /**
   * What a statement may touch once only, such as the row that an input changes: of inputs with one key
   * the second waits for the next statement.
   */
  readonly keyOf?: (input: Input) => string;
}

/** Calls in one statement; more wait for the next. */
const callsMax = 256;
/** Statements under way at a time. One more than one, so that a slow one does not hold up all. */
const statementsMax = 2;

interface Call<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes one statement of the calls that come together: those of one turn of the event loop, and, while
 * statements are under way, all that come meanwhile. So a service under load spends one round trip and
 * one commit for many requests, and an idle one waits for nothing. A statement that PostgreSQL refuses
 * had no effect, and is run again for each call alone, so that one call cannot fail its neighbours.
 */
export function gatherCalls<Input, Output>({
  run,
  keyOf,
}: GatherOptions<Input, Output>): (input: Input) => Promise<Output> {
  let waiting: Call<Input, Output>[] = [];
  let running = 0;
  let scheduled = false;

  function schedule(): void {
    if (scheduled || running >= statementsMax || waiting.length === 0) return;
    scheduled = true;
    setImmediate(start);
  }

  function start(): void {
    scheduled = false;
    const calls = takeCalls();
    if (calls.length === 0) return;
    running += 1;
    void answer(calls).finally(() => {
      running -= 1;
      schedule();
    });
    schedule();
  }

  /** The oldest calls, each key once. */
  function takeCalls(): Call<Input, Output>[] {
    if (keyOf === undefined) return waiting.splice(0, callsMax);
    const keys = new Set<string>();
    const taken: Call<Input, Output>[] = [];
    const left: Call<Input, Output>[] = [];
    for (const call of waiting) {
      const key = keyOf(call.input);
      if (taken.length >= callsMax || keys.has(key)) left.push(call);
      else taken.push(call);
      keys.add(key);
    }
    waiting = left;
    return taken;
  }

  async function answer(calls: readonly Call<Input, Output>[]): Promise<void> {
    try {
      const outputs = await run(calls.map(({ input }) => input));
      if (outputs.length !== calls.length) throw new Error('a gathered statement lost an answer');
      for (const [place, call] of calls.entries()) call.resolve(outputs[place] as Output);
    } catch (error) {
      if (calls.length > 1 && isRefused(error)) {
        for (const call of calls) await answer([call]);
      } else {
        for (const call of calls) call.reject(error);
      }
    }
  }

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      schedule();
    });
}

const isRefused = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.severity === 'ERROR';
