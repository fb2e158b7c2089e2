import { type ReactNode, useId, useMemo } from 'react';
import { formatDayRange } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { categoryMessages } from '../catalogue/facet-messages.ts';
import type { Category } from '../search/search-state.ts';
import { compositions } from './compositions/index.ts';
import { type Palette, posterPalette } from './palettes.ts';
import type { PosterSubject } from './poster-subject.ts';
import { seededRandom } from './seeded-random.ts';
import { type Frame, splitTitle, type TitleParts, typeset } from './typeset.ts';

/**
 * `full` bears title, date and venue; `card` the title alone; `thumb` the picture alone (its title
 * would be too small to read); `square` the picture alone, filling whatever box it is given.
 */
export type PosterVariant = 'full' | 'card' | 'thumb' | 'square';

export interface PosterProps {
  readonly subject: PosterSubject;
  readonly variant?: PosterVariant;
  /** Set when the title stands beside it anyway: screen readers then pass over it. */
  readonly decorative?: boolean;
  readonly className?: string;
}

const width = 300;
const height = 400;
const margin = 20;

/** Genres whose picture stands on the floor of the sheet carry their title above it. */
const titleOnTop: ReadonlySet<Category> = new Set(['concert', 'play', 'family']);

/** Genres known by who appears; the others are known by the work. */
export const isByArtist = (category: Category): boolean =>
  category === 'concert' || category === 'sports';

const wordsOf = ({ title }: PosterSubject): string => `${title.ko} ${title.en}`;

interface Print {
  readonly text: ReactNode;
  /** Height that the text takes, margins included. */
  readonly taken: number;
}

interface Line {
  readonly text: string;
  readonly size: number;
  readonly weight: number;
  /** From the top of the block to the line's baseline. */
  readonly baseline: number;
}

/** Lays the lines of a title block below each other. @returns them with the height they take */
function layLines(
  { lead, main, rest }: TitleParts,
  small: readonly string[],
  smallSize: number,
): { readonly lines: readonly Line[]; readonly height: number } {
  const column = width - margin * 2;
  const lines: Line[] = [];
  let height = 0;
  const put = (text: string, size: number, weight: number, leading: number) => {
    lines.push({ text, size, weight, baseline: height + size * 0.82 });
    height += leading;
  };
  const putSet = (text: string, frame: Omit<Frame, 'width'>, weight: number, gap: number) => {
    const set = typeset(text, { width: column, ...frame });
    set.lines.forEach((line, index) => {
      const last = index === set.lines.length - 1;
      put(line, set.size, weight, last ? set.size * 0.92 + gap : set.leading);
    });
  };
  if (lead !== undefined) putSet(lead, { heightMax: 20, sizeMax: 19, linesMax: 1 }, 700, 7);
  putSet(main, { heightMax: 132, sizeMax: 78, linesMax: 4 }, 800, rest === undefined ? 16 : 10);
  if (rest !== undefined) putSet(rest, { heightMax: 44, sizeMax: 21, linesMax: 2 }, 700, 16);
  for (const text of small) put(text, smallSize, 600, smallSize * 1.4);
  return { lines, height: height - (small.length === 0 ? 16 : smallSize * 0.4) };
}

/** Sets title and small print as one block; `lift` says where a block of such a height begins. */
function printText(
  parts: TitleParts,
  small: readonly string[],
  inks: Palette,
  variant: PosterVariant,
  lift: (taken: number) => number,
): Print {
  const { lines, height: textHeight } = layLines(parts, small, variant === 'full' ? 12.5 : 15);
  const taken = margin * 2 + textHeight;
  const top = lift(taken) + margin;
  const text = (
    <g fill={inks.ink} style={{ fontVariantNumeric: 'tabular-nums' }}>
      {lines.map((line) => (
        <text
          key={`${line.baseline}`}
          x={margin - line.size * 0.03}
          y={Math.round((top + line.baseline) * 10) / 10}
          fontSize={Math.round(line.size * 10) / 10}
          fontWeight={line.weight}
          letterSpacing={line.weight === 800 ? '-0.03em' : '-0.01em'}
        >
          {line.text}
        </text>
      ))}
    </g>
  );
  return { text, taken };
}

/** Title and picture share the sheet: one above, the other below, each as tall as it needs. */
function fullSheet(
  subject: PosterSubject,
  title: string,
  small: readonly string[],
  variant: PosterVariant,
) {
  const inks = posterPalette(subject.category, subject.posterSeed);
  const above = titleOnTop.has(subject.category);
  const parts = splitTitle(title, isByArtist(subject.category));
  const print = printText(parts, small, inks, variant, (taken) => (above ? 0 : height - taken));
  const art = compositions[subject.category]({
    width,
    height: height - print.taken,
    inks,
    random: seededRandom(subject.posterSeed),
    words: wordsOf(subject),
  });
  return {
    inks,
    art,
    print: print.text,
    artTop: above ? print.taken : 0,
    artHeight: height - print.taken,
  };
}

/** A poster drawn from the event's data, stable for an event. Scales to the width it is given. */
export function Poster({ subject, variant = 'full', decorative = false, className }: PosterProps) {
  const locale = useLocale();
  const localized = useLocalized();
  const category = useMessages(categoryMessages);
  const clip = useId();
  const title = localized(subject.title);
  const sheet = useMemo(() => {
    if (variant === 'full' || variant === 'card') {
      const { days, venueName } = subject;
      const date = days && formatDayRange(days.from, days.to, days.timeZone, locale);
      const small = variant === 'full' ? [date, venueName?.[locale]] : [];
      const lines = small.filter((line) => line !== undefined);
      return { ...fullSheet(subject, title, lines, variant), width, height };
    }
    const inks = posterPalette(subject.category, subject.posterSeed);
    const size = variant === 'square' ? { width: height, height } : { width, height };
    const random = seededRandom(subject.posterSeed);
    const art = compositions[subject.category]({ ...size, inks, random, words: wordsOf(subject) });
    return { ...size, inks, art, print: null, artTop: 0, artHeight: size.height };
  }, [subject, variant, title, locale]);
  const label = decorative
    ? ({ 'aria-hidden': true } as const)
    : ({ role: 'img', 'aria-label': `${title}, ${category(subject.category)}` } as const);
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: `label` names it, or hides it beside its own title
    <svg
      viewBox={`0 0 ${sheet.width} ${sheet.height}`}
      preserveAspectRatio={variant === 'square' ? 'xMidYMax slice' : undefined}
      className={className}
      {...label}
    >
      <rect width={sheet.width} height={sheet.height} fill={sheet.inks.ground} />
      <clipPath id={clip}>
        <rect width={sheet.width} height={sheet.artHeight} />
      </clipPath>
      <g transform={`translate(0 ${sheet.artTop})`}>
        <g clipPath={`url(#${clip})`}>{sheet.art}</g>
      </g>
      {sheet.print}
    </svg>
  );
}
