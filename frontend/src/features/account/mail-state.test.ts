import type { Account } from '@ticketing/contracts';
import { describe, expect, test } from 'vitest';
import { mailStateOf, withMailMended } from './mail-state.ts';
import { accountMessages } from './messages.ts';

const account: Account = {
  id: `acc_${'0'.repeat(26)}`,
  email: 'minji@example.com',
  emailVerified: true,
  name: '김민지',
  locale: 'ko',
  role: 'customer',
  createdAt: '2026-06-01T00:00:00.000Z',
};

describe('how mails to an account fare', () => {
  test('a confirmed address needs nothing', () => {
    expect(mailStateOf(account)).toEqual({ tone: 'positive', label: 'verified' });
  });

  test('an address that is not confirmed yet gets the mail again', () => {
    expect(mailStateOf({ ...account, emailVerified: false }).help?.action).toBe('resend');
  });

  test('mails that come back, or are called spam, are told even of a confirmed address', () => {
    for (const emailVerified of [true, false]) {
      const bounced = mailStateOf({ emailVerified, mailProblem: 'bounced' });
      expect(bounced).toMatchObject({ tone: 'warning', label: 'mailBounced' });
      expect(bounced.help).toEqual({ body: 'mailBouncedBody', action: 'receiveAgain' });
      const complained = mailStateOf({ emailVerified, mailProblem: 'complained' });
      expect(complained.help).toEqual({ body: 'mailComplainedBody', action: 'receiveAgain' });
    }
  });

  test('asking for mails again takes the mark away and nothing else', () => {
    const mended = withMailMended({ ...account, mailProblem: 'bounced' });
    expect(mended).toEqual(account);
    expect('mailProblem' in mended).toBe(false);
  });

  test('every state is told by texts of its own, in both languages', () => {
    for (const texts of [accountMessages.ko, accountMessages.en]) {
      const told = (['bounced', 'complained'] as const).map((mailProblem) => {
        const { label, help } = mailStateOf({ emailVerified: true, mailProblem });
        return [texts[label], texts[help?.body ?? 'verified'], texts[help?.action ?? 'verified']];
      });
      expect(told[0]?.[0]).not.toBe(told[1]?.[0]);
      expect(told[0]?.[1]).not.toBe(told[1]?.[1]);
      expect(told.flat().every((text) => text !== undefined && text.length > 3)).toBe(true);
    }
  });
});
