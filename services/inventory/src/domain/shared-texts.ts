import { createTextRows, noRow, type Text, type TextRows, widen } from './text-rows.ts';

/** Texts that several may name; each is kept once, as long as somebody names it. */
export interface SharedTexts
  extends Pick<TextRows, 'capacity' | 'find' | 'textAt' | 'bytesAt' | 'rows'> {
  /** The row of a text that somebody names from now on. */
  join(text: Text): number;
  /** Somebody names it no more. */
  leave(row: number): void;
}

/** @param expected as in `createTextRows`. */
export function createSharedTexts(expected: number): SharedTexts {
  const texts = createTextRows(expected);
  let names = new Int32Array(texts.capacity());

  function add(text: Text): number {
    const row = texts.add(text);
    if (names.length < texts.capacity()) names = widen(names, new Int32Array(texts.capacity()));
    return row;
  }

  return {
    ...texts,
    join(text) {
      const known = texts.find(text);
      const row = known === noRow ? add(text) : known;
      names[row] = (names[row] as number) + 1;
      return row;
    },
    leave(row) {
      const left = (names[row] as number) - 1;
      names[row] = left;
      if (left === 0) texts.remove(row);
    },
  };
}
