/** How a process reaches a table: the effect happens some time later, or not, and so does the answer. */
export type Asking = <Answer>(effect: () => Answer) => Promise<Answer>;

/**
 * A list that is empty is answered at once: nothing follows from it, and most looks of a loop that polls
 * find nothing.
 */
export function unlessEmpty<Given extends unknown[], Item>(
  list: (...given: Given) => readonly Item[],
  asking: Asking,
): (...given: Given) => Promise<Item[]> {
  return async (...given) => (list(...given).length === 0 ? [] : asking(() => [...list(...given)]));
}
