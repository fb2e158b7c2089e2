/** Longest line that holds a whole value; longer ones are broken at their members. */
const widthMax = 160;

/**
 * JSON that people can read and compare line by line: a row of seats, a price or a performance on a line
 * of its own. Keeps the order of members; ends with a line feed.
 */
export function formatJson(value: unknown): string {
  return `${format(value, '')}\n`;
}

function format(value: unknown, indent: string): string {
  const compact = JSON.stringify(value);
  if (indent.length + compact.length <= widthMax) return compact;
  if (typeof value !== 'object' || value === null) return compact;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object' || isPoint(item))) return compact;
    const items = value.map((item) => deeper + format(item, deeper));
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${deeper}${JSON.stringify(name)}: ${format(member, deeper)}`);
  return `{\n${members.join(',\n')}\n${indent}}`;
}

/** Lists of numbers stay on one line however many there are. */
const isPoint = (item: unknown): boolean =>
  Array.isArray(item) && item.every((part) => typeof part === 'number');
