import type { FastifyInstance } from 'fastify';
import type { Courier } from '../feedback/courier.ts';

export interface SnsOptions {
  readonly courier: Courier | undefined;
  readonly certificatePath: string;
  readonly certificatePem: string;
}

/** What a subscriber fetches from Amazon SNS: the certificate, and the link that says yes. */
export function registerSns(app: FastifyInstance, options: SnsOptions): void {
  app.get(options.certificatePath, async (_request, reply) => {
    reply.type('application/x-pem-file');
    return options.certificatePem;
  });
  app.get<{ Querystring: Record<string, string | undefined> }>('/', async ({ query }, reply) => {
    const { Action: action, TopicArn: topicArn = '', Token: token = '' } = query;
    reply.type('text/xml');
    if (action !== 'ConfirmSubscription') return reply.code(400).send(errorXml('InvalidAction'));
    const isConfirmed = (await options.courier?.confirm(topicArn, token)) === true;
    if (!isConfirmed) return reply.code(400).send(errorXml('InvalidParameter'));
    return (
      '<ConfirmSubscriptionResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">' +
      `<ConfirmSubscriptionResult><SubscriptionArn>${topicArn}:feedback</SubscriptionArn>` +
      '</ConfirmSubscriptionResult></ConfirmSubscriptionResponse>'
    );
  });
}

const errorXml = (code: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code></Error></ErrorResponse>`;
