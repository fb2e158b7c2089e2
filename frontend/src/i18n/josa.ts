import { josa } from 'es-hangul';

const marks = [
  '이/가',
  '을/를',
  '은/는',
  '으로/로',
  '와/과',
  '이나/나',
  '이란/란',
  '아/야',
  '이랑/랑',
  '이에요/예요',
  '으로서/로서',
  '으로써/로써',
  '으로부터/로부터',
] as const;
type Mark = (typeof marks)[number];
const pattern = new RegExp(`\\[(${marks.join('|')})\\]`, 'g');

/** Closing marks and spaces say nothing about how a word ends. */
const wordBefore = (text: string): string => text.replace(/[\s'"”’」』)\]>]+$/u, '');

/**
 * Puts the right 조사 where a Korean message says `{title}[을/를]`: by the last letter of what stands
 * before it. Words that end in Latin letters or digits follow es-hangul's reading of them.
 */
export function applyJosa(text: string): string {
  if (!text.includes('[')) return text;
  return text.replace(pattern, (_, mark: Mark, offset: number) => {
    const word = wordBefore(text.slice(0, offset));
    return word === '' ? mark : josa.pick(word, mark);
  });
}
