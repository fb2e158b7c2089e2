/** Advance widths of Pretendard at weight 800 for U+0020 to U+007E, in hundredths of an em. */
const latinWidths = [
  22, 32, 38, 63, 64, 99, 66, 20, 41, 41, 56, 66, 30, 45, 29, 38, 68, 48, 62, 65, 67, 64, 65, 58,
  66, 65, 29, 29, 66, 66, 66, 56, 87, 74, 64, 73, 71, 60, 56, 74, 72, 27, 56, 68, 55, 89, 71, 76,
  63, 76, 64, 64, 65, 70, 74, 103, 71, 72, 66, 41, 38, 41, 48, 47, 48, 56, 62, 58, 62, 58, 38, 62,
  61, 27, 27, 57, 27, 89, 61, 60, 62, 62, 40, 55, 38, 61, 57, 83, 56, 57, 56, 41, 37, 41, 66,
] as const;
const narrowMarks = /[〈〉「」‘’·]/;
const narrowMarkWidth = 41;
const hangulWidth = 86.4;

/** Letters stand this much closer, in hundredths of an em. */
const tracking = -3;

/** Width of `text` in ems as the poster sets it. */
export function textWidth(text: string): number {
  let hundredths = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    const latin = latinWidths[code - 32];
    const plain = narrowMarks.test(letter) ? narrowMarkWidth : hangulWidth;
    hundredths += (latin ?? plain) + tracking;
  }
  return hundredths / 100;
}

export interface TitleParts {
  /** What stands before the name: a genre, a company. */
  readonly lead?: string;
  /** The name, which is set large. */
  readonly main: string;
  /** What follows the name. */
  readonly rest?: string;
}

const brackets = /^(.*?)\s*[〈《「](.+?)[〉》」]\s*(.*)$/u;
const separator = /^(.+?)\s*(?::|–|—| - )\s*(.+)$/u;
/** In a title all in Latin letters a comma opens an afterthought; in Korean it may stand inside a name. */
const afterthought = /^(\P{Script=Hangul}+?),\s+(\P{Script=Hangul}+)$/u;

/**
 * Parts a title as a poster reads. `뮤지컬 〈붉은 항구〉 대구` is the work in brackets, led by its genre; a
 * concert's name is its artist's, and the brackets hold the tour: `이클립스 월드투어 〈NEW MOON〉`.
 *
 * @param byArtist whether the name stands before the brackets (concerts, sports)
 */
export function splitTitle(title: string, byArtist: boolean): TitleParts {
  const [, before = '', work = '', follows = ''] = brackets.exec(title) ?? [];
  const after = follows.replace(/^[·,–-]\s*/u, '');
  if (work !== '' && !byArtist && !/[:–—]/.test(before)) {
    return { ...(before && { lead: before }), main: work, ...(after && { rest: after }) };
  }
  const parted = separator.exec(title) ?? afterthought.exec(title);
  if (parted?.[1] !== undefined && parted[2] !== undefined) {
    return { main: parted[1].trim(), rest: parted[2].trim() };
  }
  if (work === '' || before === '')
    return { main: work === '' ? title : `${work} ${after}`.trim() };
  return { main: before, rest: `${work} ${after}`.trim() };
}

/** Where a line may end: at spaces. Korean words stay whole (keep-all), as Latin ones do. */
const words = (text: string): string[] => text.trim().split(/\s+/u);

/** A line that ends on a lone syllable reads on badly, so it counts as wider than it is. */
const lineCost = (line: string): number => textWidth(line) + (/(?:^|\s)\S$/u.test(line) ? 0.7 : 0);

/** The partition of `parts` into `count` lines whose widest is narrowest, then whose lines are most even. */
function partition(parts: readonly string[], count: number): string[] | undefined {
  let best: { lines: string[]; widest: number; unevenness: number } | undefined;
  const walk = (start: number, lines: string[]): void => {
    const left = count - lines.length;
    if (left === 1) {
      const all = [...lines, parts.slice(start).join(' ')];
      const widths = all.map((line, index) =>
        index < all.length - 1 ? lineCost(line) : textWidth(line),
      );
      const widest = Math.max(...widths);
      const unevenness = widths.reduce((sum, width) => sum + (widest - width) ** 2, 0);
      const better =
        best === undefined ||
        widest < best.widest - 1e-9 ||
        (widest < best.widest + 1e-9 && unevenness < best.unevenness);
      if (better) best = { lines: all, widest, unevenness };
      return;
    }
    for (let end = start + 1; end <= parts.length - (left - 1); end += 1) {
      walk(end, [...lines, parts.slice(start, end).join(' ')]);
    }
  };
  if (count > parts.length) return undefined;
  walk(0, []);
  return best?.lines;
}

export interface Frame {
  readonly width: number;
  readonly heightMax: number;
  readonly sizeMax: number;
  readonly linesMax: number;
}
export interface SetText {
  readonly lines: readonly string[];
  /** Font size, in the frame's units. */
  readonly size: number;
  /** From one baseline to the next. */
  readonly leading: number;
}

/** Hangul fills its em square, so lines stand a little apart. */
const leadingRatio = 1.08;
/** A break is worth taking only when the letters grow by this much. */
const growthMin = 1.12;
/** More words than this are folded together first: an address, not a title. */
const wordsMax = 14;

/** Sets a title as large as the frame allows, breaking lines only where that makes it larger. */
export function typeset(text: string, frame: Frame): SetText {
  const all = words(text);
  const parts =
    all.length <= wordsMax
      ? all
      : [...all.slice(0, wordsMax - 1), all.slice(wordsMax - 1).join(' ')];
  let best: SetText | undefined;
  for (let count = 1; count <= Math.min(frame.linesMax, parts.length); count += 1) {
    const lines = partition(parts, count);
    if (lines === undefined) break;
    const widest = Math.max(...lines.map(textWidth));
    const heightSize = frame.heightMax / (1 + (count - 1) * leadingRatio);
    const size = Math.min(frame.sizeMax, frame.width / widest, heightSize);
    if (best === undefined || size > best.size * growthMin) {
      best = { lines, size, leading: size * leadingRatio };
    }
  }
  return best ?? { lines: [text], size: 12, leading: 13 };
}
