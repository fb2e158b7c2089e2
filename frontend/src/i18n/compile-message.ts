/**
 * A message as Lingui's runtime takes it: texts, `[name]`, `[name, 'number']`, and
 * `[name, 'plural' | 'select', { key: message }]`.
 */
export type CompiledMessage = CompiledToken[];
type Cases = Record<string, CompiledMessage>;
type CompiledToken =
  | string
  | [name: string]
  | [name: string, type: 'number']
  | [name: string, type: 'plural' | 'select', cases: Cases];

interface Reader {
  readonly text: string;
  at: number;
}

const fail = ({ text, at }: Reader, expected: string): never => {
  throw new SyntaxError(`message needs ${expected} at ${at}: ${text}`);
};

function take(reader: Reader, pattern: RegExp, expected: string): string {
  const sticky = new RegExp(pattern, 'y');
  sticky.lastIndex = reader.at;
  const found = sticky.exec(reader.text)?.[0] ?? fail(reader, expected);
  reader.at += found.length;
  return found;
}

const skipSpace = (reader: Reader) => take(reader, /\s*/, 'space');

function readCases(reader: Reader, plural: boolean): Cases {
  const cases: Cases = {};
  skipSpace(reader);
  while (reader.text[reader.at] !== '}') {
    const key = take(reader, /=\d+|[a-z_]+/, 'a case').replace('=', '');
    skipSpace(reader);
    take(reader, /\{/, '{');
    cases[key] = readMessage(reader, plural);
    take(reader, /\}/, '}');
    skipSpace(reader);
  }
  return cases.other === undefined ? fail(reader, 'a case "other"') : cases;
}

function readArgument(reader: Reader): CompiledToken {
  take(reader, /\{\s*/, '{');
  const name = take(reader, /[a-zA-Z]\w*/, 'a name');
  skipSpace(reader);
  if (reader.text[reader.at] !== ',') {
    take(reader, /\}/, '}');
    return [name];
  }
  const type = take(reader, /,\s*(number|plural|select)\s*/, 'number, plural or select')
    .replace(',', '')
    .trim();
  if (type === 'number') {
    take(reader, /\}/, '}');
    return [name, type];
  }
  take(reader, /,/, ',');
  const kind = type === 'plural' ? 'plural' : 'select';
  const cases = readCases(reader, kind === 'plural');
  take(reader, /\}/, '}');
  return [name, kind, cases];
}

function readMessage(reader: Reader, inPlural: boolean): CompiledMessage {
  const tokens: CompiledToken[] = [];
  const words = inPlural ? /[^{}#]+/ : /[^{}]+/;
  for (;;) {
    const next = reader.text[reader.at];
    if (next === undefined || next === '}') return tokens;
    if (next === '{') tokens.push(readArgument(reader));
    else if (next === '#' && inPlural) tokens.push(take(reader, /#/, '#'));
    else tokens.push(take(reader, words, 'text'));
  }
}

/**
 * Compiles the part of ICU MessageFormat that our texts use: `{name}`, `{name, number}`, `plural` with `#`
 * and exact numbers, `select`. Lingui's own compiler does more and weighs 7 KB on every page; a test holds
 * this one against it over every text. Quoting by apostrophes is not known here: write ’ in texts.
 *
 * @throws SyntaxError that shows the place
 */
export function compileMessage(text: string): CompiledMessage {
  const reader: Reader = { text, at: 0 };
  const tokens = readMessage(reader, false);
  return reader.at === text.length ? tokens : fail(reader, 'the end');
}
