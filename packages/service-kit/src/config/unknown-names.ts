/** Variables that Node and SDKs read by themselves; a service's schema need not list them. */
const readByLibraries = /^(AWS_|DD_|NODE_|NO_COLOR$|FORCE_COLOR$|TZ$)/;
/** Names at most this many edits apart are taken for a slip of the pen. */
const editsMax = 2;

/** One sentence for every name of an .env file that nothing reads. */
export function findUnknownNames(names: readonly string[], known: readonly string[]): string[] {
  const faults: string[] = [];
  for (const name of names) {
    if (known.includes(name)) continue;
    const meant = closestName(name, known);
    if (meant !== undefined) faults.push(`${name} is not known: did you mean ${meant}?`);
    else if (!readByLibraries.test(name)) faults.push(`${name} is not known: remove it`);
  }
  return faults;
}

function closestName(name: string, known: readonly string[]): string | undefined {
  let closest: string | undefined;
  let least = editsMax + 1;
  for (const candidate of known) {
    const edits = countEdits(name, candidate);
    if (edits < least) {
      least = edits;
      closest = candidate;
    }
  }
  return closest;
}

/** Levenshtein's distance: insertions, deletions and replacements that turn one into the other. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
