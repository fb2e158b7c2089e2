import { disassemble, getChoseong } from 'es-hangul';

const word = /[\p{L}\p{N}]+/gu;
const hangulSyllable = /\p{Script=Hangul}/u;
const onlyInitials = /^[ㄱ-ㅎ\s]+$/;
const singleJamo = /[ㄱ-ㅎㅏ-ㅣ]/;

/** Letters and digits in lower case, composed, so that one text has one spelling. */
export const normalise = (text: string): string => text.normalize('NFKC').toLowerCase();

export const wordsOf = (text: string): string[] => normalise(text).match(word) ?? [];

/** Whether the text is typed as initials only: ㅂㅌㅅㄴㄷ. */
export const isInitials = (text: string): boolean => onlyInitials.test(text.trim());

/** Whether a syllable is still being typed: 방ㅌ. */
export const isUnfinished = (text: string): boolean => singleJamo.test(text);

/**
 * Korean has no spaces where a searcher expects them, so words are cut into pairs of syllables: 방탄소년단
 * is 방탄 탄소 소년 년단, and 소년단 finds it. Latin words stay whole and are found by their beginning.
 */
export function bigramsOf(text: string): string[] {
  return wordsOf(text).flatMap((term) => {
    if (!hangulSyllable.test(term)) return [term];
    const syllables = [...term];
    if (syllables.length === 1) return [term];
    const pairs = syllables.slice(0, -1).map((syllable, at) => `${syllable}${syllables[at + 1]}`);
    // The last syllable begins no pair, yet a search for it alone must find the word.
    return [...pairs, `${syllables.at(-1)}`];
  });
}

/** As `bigramsOf`, for what is searched: only the pairs, each of which must occur. */
export function queryBigramsOf(text: string): string[] {
  return wordsOf(text).flatMap((term) => {
    const syllables = [...term];
    if (!hangulSyllable.test(term) || syllables.length === 1) return [term];
    return syllables.slice(0, -1).map((syllable, at) => `${syllable}${syllables[at + 1]}`);
  });
}

/** Words as single letters (ㅂㅏㅇㅌㅏㄴ), where one mistyped vowel is one letter and not a whole syllable. */
export const jamoWordsOf = (text: string): string[] =>
  wordsOf(text).map((term) => disassemble(term));

/**
 * Initials of every word, and of every run of words to the text's end without spaces, because people
 * type 오페라의 유령 as ㅇㅍㄹㅇㅇㄹ.
 */
export function initialsOf(text: string): string[] {
  const initials = wordsOf(text)
    .filter((term) => hangulSyllable.test(term))
    .map((term) => getChoseong(term));
  return initials.flatMap((_, at) => initials.slice(at).join('')).filter((run) => run !== '');
}
