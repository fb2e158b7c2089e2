type Texts = Readonly<Record<string, string>>;

/** The texts of one feature in both languages, loaded with the feature. */
export interface Messages<Key extends string = string> {
  readonly ko: Readonly<Record<Key, string>>;
  readonly en: Readonly<Record<Key, string>>;
}

/**
 * Declares a feature's texts in ICU MessageFormat. The compiler refuses an English text that is missing
 * or has no Korean twin. Korean texts may carry 조사 marks: `{title}[을/를] 예매했어요`.
 */
export const defineMessages = <const Ko extends Texts>(
  ko: Ko,
  en: Readonly<Record<keyof Ko, string>>,
): Messages<keyof Ko & string> => ({ ko, en });
