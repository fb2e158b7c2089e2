import type { LocalizedText } from '../../packages/contracts/src/index.ts';

/** A text in both languages, in the order of the catalogue. */
export const text = (ko: string, en: string): LocalizedText => ({ ko, en });

/** Storey names as Korean halls print them. */
export const storey = {
  ground: text('그라운드', 'Field'),
  floor: text('플로어', 'Floor'),
  first: text('1층', 'Level 1'),
  second: text('2층', 'Level 2'),
  third: text('3층', 'Level 3'),
  fourth: text('4층', 'Level 4'),
} as const;

/** 'A블록' / 'Block A' for letters. */
export const blockName = (letter: string): LocalizedText =>
  text(`${letter}블록`, `Block ${letter}`);

/** '101구역' / 'Section 101'. */
export const sectionName = (number: string): LocalizedText =>
  text(`${number}구역`, `Section ${number}`);

/** A, B, C for 0, 1, 2. */
export const letterOf = (index: number): string => String.fromCharCode(65 + index);

/** Rows are labelled 1, 2, 3 ... */
export const numberLabel = (index: number): string => String(index + 1);
