/** The most used passwords that pass the length rule, Korean keyboards included. */
const common = new Set([
  'password',
  'password1',
  'passw0rd',
  '12345678',
  '123456789',
  '1234567890',
  'qwertyui',
  'qwerty123',
  'qwer1234',
  '1q2w3e4r',
  '1q2w3e4r5t',
  'asdf1234',
  'asdfasdf',
  'abcd1234',
  'iloveyou',
  'sunshine',
  'football',
  'baseball',
  'princess',
  'dragon12',
  'letmein1',
  'welcome1',
  'admin123',
  'dkssudgktpdy',
  'tkfkdgody',
]);
const differentCharactersMin = 5;
const runLengthMax = 0.75;

/** The share of neighbours that count up or down (12345, edcba) or repeat. */
function shareOfRuns(password: string): number {
  const codes = [...password].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  return steps.filter((step) => Math.abs(step) <= 1).length / Math.max(1, steps.length);
}

/**
 * Whether a password of 8 to 128 characters is too easy to guess for whoever knows the account: a
 * common one, nearly all one run, or made of the e-mail address or the name. No rules about kinds
 * of characters (NIST SP 800-63B, 3.1.1.2).
 */
export function isWeakPassword(
  password: string,
  account: { email: string; name: string },
): boolean {
  const lower = password.toLowerCase();
  if (common.has(lower)) return true;
  if (new Set(lower).size < differentCharactersMin) return true;
  if (shareOfRuns(lower) > runLengthMax) return true;
  const [mailbox = ''] = account.email.toLowerCase().split('@');
  const own = [mailbox, account.email.toLowerCase(), account.name.toLowerCase()];
  return own.some((part) => part.length >= 4 && lower.replaceAll(part, '').length < 4);
}
