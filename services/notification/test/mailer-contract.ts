import type { MailboxMessage } from '@ticketing/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Mail, type Mailer, MailRefused } from '../src/domain/mail.ts';

/** A way for e-mails under test, and the faults that it can have. */
export interface MailerUnderTest {
  readonly mailer: Mailer;
  /** What lies in the readers' mailboxes. */
  received(): Promise<MailboxMessage[]>;
  /** A mailer of a new process on the same way. */
  restart(): Promise<Mailer>;
  /** Takes the way away until it is mended. */
  breakDown(): Promise<void>;
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** A promise that an adapter cannot keep, with the reason. */
export type MailerException = 'one mail after a restart' | 'refuses an address that is none';

/** Proves what the Mailer port promises, on any way. */
export function mailerContract(
  name: string,
  open: () => Promise<MailerUnderTest>,
  exceptions: Partial<Record<MailerException, string>> = {},
): void {
  const testUnless = (exception: MailerException, title: string, body: () => Promise<void>) => {
    const reason = exceptions[exception];
    if (reason === undefined) test(title, body);
    // Left out by the one adapter that cannot promise it, with its reason; the other proves it.
    else test.skip(`${title} (not here: ${reason})`, body);
  };

  describe(`Mailer: ${name}`, () => {
    let way: MailerUnderTest;
    beforeEach(async () => {
      way = await open();
    });
    afterEach(() => way.close());

    test('a mail that was sent is there, with its text in every script intact', async () => {
      const mail = mailOf('msg_1');
      await way.mailer.send(mail);
      const { recipient, id: _, ...content } = mail;
      expect(await way.received()).toEqual([
        expect.objectContaining({
          ...content,
          to: recipient.email,
          accountId: recipient.accountId,
        }),
      ]);
    });

    test('the same id is one mail, one after the other and at the same time', async () => {
      await way.mailer.send(mailOf('msg_1'));
      await way.mailer.send(mailOf('msg_1'));
      await Promise.all([way.mailer.send(mailOf('msg_2')), way.mailer.send(mailOf('msg_2'))]);
      expect(await way.received()).toHaveLength(2);
    });

    testUnless(
      'one mail after a restart',
      'the same id is one mail for a new process',
      async () => {
        await way.mailer.send(mailOf('msg_1'));
        await (await way.restart()).send(mailOf('msg_1'));
        expect(await way.received()).toHaveLength(1);
      },
    );

    test('what failed for now is taken when it is tried again', async () => {
      await way.breakDown();
      const failed = await way.mailer.send(mailOf('msg_1')).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(Error);
      expect(failed).not.toBeInstanceOf(MailRefused);
      await way.mend();
      await way.mailer.send(mailOf('msg_1'));
      expect(await way.received()).toHaveLength(1);
    });

    test('ping resolves while mails can go out', () => way.mailer.ping());

    test('ping rejects while they cannot', async () => {
      await way.breakDown();
      await expect(way.mailer.ping()).rejects.toThrow();
    });

    testUnless(
      'refuses an address that is none',
      'a mail that can never go out is refused for good, without naming the address',
      async () => {
        const broken = mailOf('msg_1', 'no address');
        const refusal = await way.mailer.send(broken).catch((error: unknown) => error);
        expect(refusal).toBeInstanceOf(MailRefused);
        expect(String(refusal)).not.toContain('no address');
        expect(await way.received()).toEqual([]);
      },
    );

    test('forgiving an address that nobody holds anything against does nothing', async () => {
      await way.mailer.forgive('minji@example.com');
    });
  });
}

export const mailOf = (id: string, email = 'minji@example.com'): Mail => ({
  id,
  kind: 'booking_confirmed',
  recipient: { accountId: `acc_${'0'.repeat(26)}`, email, name: '김민지', locale: 'ko' },
  locale: 'ko',
  subject: '[예매 완료] 한강의 <밤> & “봄” 🎭',
  html: '<html><head></head><body><p>1층 A구역 3열 12번 (R석) 99,000원 – é 🎭</p></body></html>',
  text: `김민지님\n\n1층 A구역 3열 12번 (R석)\n${'아주 긴 줄 '.repeat(300)}\n99,000원`,
});
