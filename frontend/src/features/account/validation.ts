/** What is wrong with an entry before it is sent; the service has the last word. */
export type EntryFault =
  | 'emailMissing'
  | 'emailMalformed'
  | 'passwordMissing'
  | 'passwordShort'
  | 'passwordLong'
  | 'passwordContainsName'
  | 'passwordRepeats'
  | 'nameMissing'
  | 'nameLong';

/** The contract's limits (packages/contracts/src/auth.ts). */
export const passwordLengthMin = 8;
const passwordLengthMax = 128;
const nameLengthMax = 60;
const differentCharactersMin = 5;

export function emailFault(email: string): EntryFault | undefined {
  const given = email.trim();
  if (given === '') return 'emailMissing';
  return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(given) ? undefined : 'emailMalformed';
}

export function nameFault(name: string): EntryFault | undefined {
  const given = name.trim();
  if (given === '') return 'nameMissing';
  return given.length > nameLengthMax ? 'nameLong' : undefined;
}

/**
 * Whether a new password would be refused: length and what is easy to guess, never kinds of characters
 * (NIST SP 800-63B, 3.1.1.2). The list of common passwords is known to the service alone.
 */
export function newPasswordFault(password: string, email = ''): EntryFault | undefined {
  if (password === '') return 'passwordMissing';
  if (password.length < passwordLengthMin) return 'passwordShort';
  if (password.length > passwordLengthMax) return 'passwordLong';
  if (new Set(password).size < differentCharactersMin) return 'passwordRepeats';
  const mailbox = email.split('@')[0]?.toLowerCase() ?? '';
  const rest = password.toLowerCase().replace(mailbox, '');
  const isMostlyMailbox = mailbox.length > 3 && rest.length < password.length && rest.length < 4;
  return isMostlyMailbox ? 'passwordContainsName' : undefined;
}
