import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Mailer } from '../domain/mail.ts';

/**
 * Sends by Amazon SES, with the credentials of the AWS SDK's default chain. SES has no idempotency key: a
 * mail is sent twice only when the process is killed between SES's answer and the bus's cursor.
 */
export function createSesMailer({ region, from }: { region: string; from: string }): Mailer {
  const client = new SESv2Client({ region });
  return {
    async send({ id, kind, recipient, subject, html, text }) {
      const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
      await client.send(
        new SendEmailCommand({
          FromEmailAddress: from,
          Destination: { ToAddresses: [recipient.email] },
          EmailTags: [
            { Name: 'kind', Value: kind },
            { Name: 'message', Value: id },
          ],
          Content: {
            Simple: { Subject: utf8(subject), Body: { Html: utf8(html), Text: utf8(text) } },
          },
        }),
      );
    },
    /** SES is asked when there is a mail; its outage must not make us unready to take messages. */
    async ping() {},
  };
}
