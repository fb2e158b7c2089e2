import { afterAll, beforeAll, describe, test } from 'vitest';
import { EngineUnavailableError } from './engine-unavailable-error.ts';
import type { EngineName, EngineOptions, LocalEngine } from './port.ts';
import { prepareEngine, startEngine } from './start-engine.ts';

/** A first start after a download, on a machine that does other things too. */
const startMsMax = 300_000;
const stopMsMax = 60_000;

/**
 * A suite on a real engine of its own, which runs while the suite does. Where the engine cannot be had
 * the suite is reported as not run, by name and reason; with REQUIRE_ENGINES=1 it fails instead.
 * Await it at the top of the test file: what the engine needs is found or fetched before tests are listed.
 */
export async function describeOnEngine(
  name: EngineName,
  suite: (engine: () => LocalEngine) => void,
  options: EngineOptions & { readonly title?: string } = {},
): Promise<void> {
  const title = options.title ?? `on ${name}`;
  const missing = await findMissing(name);
  if (missing !== undefined) {
    reportMissing(title, missing);
    return;
  }
  describe(title, () => {
    let engine: LocalEngine | undefined;
    beforeAll(async () => {
      engine = await startEngine(name, options);
    }, startMsMax);
    afterAll(() => engine?.stop(), stopMsMax);
    suite(() => {
      if (engine === undefined) throw new Error(`${name} runs only while the suite's tests do.`);
      return engine;
    });
  });
}

async function findMissing(name: EngineName): Promise<EngineUnavailableError | undefined> {
  try {
    await prepareEngine(name);
    return undefined;
  } catch (error) {
    if (error instanceof EngineUnavailableError) return error;
    throw error;
  }
}

function reportMissing(title: string, missing: EngineUnavailableError): void {
  const suite = process.env.REQUIRE_ENGINES === '1' ? describe : describe.skip;
  suite(`${title} - NOT RUN: ${missing.message}`, () => {
    test('has its engine', () => {
      throw missing;
    });
  });
}
