/** What is asked of an engine for a scrape is shared by the scrapes of this long. */
const keptMs = 5_000;
/** A scrape does not wait longer than this for an engine. */
const waitMsMax = 2_000;

/**
 * A reading that several scrapers can ask for without keeping an engine busy: one question at a time,
 * its answer kept for a while. Undefined when the engine does not answer (`engine_up` tells of that).
 */
export function readAtScrape<Reading>(
  read: () => Promise<Reading>,
): () => Promise<Reading | undefined> {
  let asked: Promise<Reading | undefined> | undefined;
  return () => {
    if (asked === undefined) {
      asked = withinTime(read);
      setTimeout(() => {
        asked = undefined;
      }, keptMs).unref();
    }
    return asked;
  };
}

async function withinTime<Reading>(read: () => Promise<Reading>): Promise<Reading | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), waitMsMax);
  });
  try {
    return await Promise.race([read(), late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
