/** One selector of a PromQL expression: `name{label="value"}`. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { label: string; operator: string; value: string }[];
}

/** What an expression reads, and the labels that it groups by. */
export interface ReadByQuery {
  readonly selectors: readonly Selector[];
  readonly groupedBy: readonly string[];
}

const operatorWords = new Set(['and', 'or', 'unless', 'bool', 'offset', 'atan2']);
const groupingWords = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const token =
  /\s+|#[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\d[\w.]*|[A-Za-z_:][\w:]*|=~|!~|!=|==|<=|>=|./gy;

/**
 * Reads the metrics and labels out of a PromQL expression by its tokens: a name is a metric unless it is
 * followed by `(` (a function), or is an operator, or stands in a grouping's list or between braces.
 */
export function readQuery(expression: string): ReadByQuery {
  const tokens = [...expression.matchAll(token)]
    .map(([text]) => text)
    .filter((text) => !/^(\s|#)/.test(text));
  const selectors: Selector[] = [];
  const groupedBy: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const text = tokens[at] ?? '';
    if (groupingWords.has(text)) {
      if (tokens[at + 1] !== '(') continue;
      const end = tokens.indexOf(')', at);
      groupedBy.push(...tokens.slice(at + 2, end).filter((part) => part !== ','));
      at = end;
    } else if (text === '[') {
      at = tokens.indexOf(']', at);
    } else if (isName(text) && !operatorWords.has(text) && !isCall(tokens, at)) {
      const end = tokens[at + 1] === '{' ? tokens.indexOf('}', at) : at;
      selectors.push({ metric: text, matchers: readMatchers(tokens.slice(at + 2, end)) });
      at = end;
    }
  }
  return { selectors, groupedBy };
}

const isName = (text: string): boolean => /^[A-Za-z_:]/.test(text);

/** `sum (`, and `sum by (le) (`, whose grouping comes between. */
function isCall(tokens: readonly string[], at: number): boolean {
  const next = tokens[at + 1] ?? '';
  return next === '(' || next === 'by' || next === 'without';
}

function readMatchers(tokens: readonly string[]): Selector['matchers'] {
  const matchers: { label: string; operator: string; value: string }[] = [];
  for (let at = 0; at < tokens.length; at += 4) {
    const [label = '', operator = '', value = ''] = tokens.slice(at, at + 3);
    matchers.push({ label, operator, value: value.slice(1, -1) });
  }
  return matchers;
}

/** A metric as `/metrics` shows it. */
export type Sample = ReadonlyMap<string, string>;

/** The samples of one or more scrapes by metric; one that has none yet is there, with an empty list. */
export function readExposition(text: string): Map<string, Sample[]> {
  const samples = new Map<string, Sample[]>();
  for (const line of text.split('\n')) {
    const [, family, type] = /^# TYPE (\S+) (\S+)/.exec(line) ?? [];
    if (family !== undefined) {
      const names = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
      for (const suffix of names) samples.set(family + suffix, samples.get(family + suffix) ?? []);
    }
    const [, name, labels = ''] = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (name === undefined) continue;
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
    const sample = new Map(pairs.map(([, label = '', value = '']) => [label, value]));
    samples.set(name, [...(samples.get(name) ?? []), sample]);
  }
  return samples;
}
