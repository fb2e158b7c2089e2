import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SesError } from '../domain/ses-error.ts';
import type { Account } from '../operations/describe-account.ts';
import type { SendMail } from '../operations/send-mail.ts';
import type { SuppressionList } from '../storage/suppression-list.ts';
import type { checkSignature } from './check-signature.ts';

export interface ApiOptions {
  readonly bodyBytesMax: number;
  readonly check: (request: Parameters<typeof checkSignature>[0]) => void;
  readonly sendMail: SendMail;
  readonly suppression: SuppressionList;
  readonly describeAccount: () => Account;
}

/** The part of SESv2's REST API that is spoken here, with its own errors. */
export function registerApi(app: FastifyInstance, options: ApiOptions): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    scope.addHook('preHandler', async (request) => {
      const { method, url, headers } = request.raw;
      options.check({ method: method ?? '', url: url ?? '', headers, body: bodyOf(request) });
    });
    scope.setErrorHandler(answerError);
    addRoutes(scope, options);
  });
}

function addRoutes(scope: FastifyInstance, options: ApiOptions): void {
  const { suppression, sendMail, bodyBytesMax, describeAccount } = options;
  scope.post('/v2/email/outbound-emails', { bodyLimit: bodyBytesMax }, async (request, reply) => {
    const outcome = await sendMail(bodyOf(request));
    if (outcome.reply === 'sent') return { MessageId: outcome.messageId };
    if (outcome.reply === 'lost') request.raw.socket.destroy();
    return reply.hijack();
  });
  scope.get('/v2/email/account', async () => describeAccount());

  const addresses = '/v2/email/suppression/addresses';
  scope.put(addresses, async (request) => {
    await suppression.put(readSuppression(bodyOf(request)));
    return {};
  });
  scope.get<{ Params: { address: string } }>(`${addresses}/:address`, async ({ params }) => {
    const found = await suppression.find(params.address);
    if (found === undefined) throw notSuppressed();
    return {
      SuppressedDestination: {
        EmailAddress: found.address,
        Reason: found.reason,
        LastUpdateTime: Date.parse(found.at) / 1000,
      },
    };
  });
  scope.delete<{ Params: { address: string } }>(`${addresses}/:address`, async ({ params }) => {
    if (!(await suppression.remove(params.address))) throw notSuppressed();
    return {};
  });
}

const notSuppressed = () =>
  new SesError('NotFoundException', 'Email address does not exist on your suppression list.');

function readSuppression(body: Buffer): { address: string; reason: 'BOUNCE' | 'COMPLAINT' } {
  try {
    const { EmailAddress: address, Reason: reason } = JSON.parse(body.toString('utf8'));
    const isReason = reason === 'BOUNCE' || reason === 'COMPLAINT';
    if (typeof address === 'string' && isReason) return { address, reason };
  } catch {
    // The same refusal as for a body of another shape.
  }
  throw new SesError('BadRequestException', 'EmailAddress and Reason are needed.');
}

const bodyOf = (request: FastifyRequest): Buffer =>
  Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);

/** As SESv2: the name in a header, the message in the body. */
function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = error instanceof SesError ? error : refusalOf(error);
  if (refusal.status >= 500) request.log.error({ err: error }, 'a request to SES failed');
  return reply
    .code(refusal.status)
    .header('x-amzn-errortype', refusal.name)
    .type('application/json')
    .send(JSON.stringify({ message: refusal.message }));
}

function refusalOf(error: unknown): SesError {
  const isTooLarge = error instanceof Error && 'statusCode' in error && error.statusCode === 413;
  return isTooLarge
    ? new SesError('BadRequestException', 'The mail is longer than SES takes.')
    : new SesError('InternalFailure', 'The request processing has failed.');
}
