import type { SqlClient } from '@ticketing/sql-database';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { StripeError } from '../domain/stripe-error.ts';
import type { Ids } from '../ids.ts';
import { transferMoney } from '../operations/transfer-money.ts';
import type { Log } from '../options.ts';
import { listWaitingTransfers } from '../storage/bank-accounts.ts';
import type { Writer } from '../writer.ts';
import { bankPage, transferredPage } from './bank-page.ts';
import { contentSecurityPolicy } from './page.ts';

export interface BankDependencies {
  readonly database: SqlClient;
  readonly writer: Writer;
  readonly ids: Ids;
  readonly log: Log;
}

const PATH = '/bank';
const WAITING_MAX = 20;

/** Adds the page where a developer transfers money. A refused transfer answers with Stripe's status. */
export function registerBank(app: FastifyInstance, dependencies: BankDependencies): void {
  const { database, log } = dependencies;

  const sendPage = (reply: FastifyReply, status: number, html: string) =>
    reply
      .code(status)
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', contentSecurityPolicy(null, []))
      .header('cache-control', 'no-store')
      .header('x-content-type-options', 'nosniff')
      .send(html);

  const sendForm = async (
    reply: FastifyReply,
    accountNumber: string,
    refused?: { status: number; code: string },
  ) => {
    const waiting = await listWaitingTransfers(database, WAITING_MAX);
    const refusal = refused && { refusal: refused.code };
    return sendPage(
      reply,
      refused?.status ?? 200,
      bankPage({ accountNumber, waiting, ...refusal }),
    );
  };

  app.get(PATH, (request, reply) => {
    const query = new URLSearchParams(request.raw.url?.split('?', 2)[1] ?? '');
    return sendForm(reply, query.get('account') ?? '');
  });

  app.post(PATH, async (request, reply) => {
    const body = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
    const accountNumber = (body.get('account_number') ?? '').trim();
    const amount = readAmount(body.get('amount') ?? '');
    if (amount === null) return sendForm(reply, accountNumber, { status: 400, code: 'amount' });
    try {
      const payment = await transferMoney(dependencies, { accountNumber, amount });
      return sendPage(reply, 200, transferredPage(payment));
    } catch (error) {
      if (!(error instanceof StripeError)) {
        log.error({ error }, 'A transfer failed.');
        throw error;
      }
      const { code = '' } = error.fields;
      return sendForm(reply, accountNumber, { status: error.status, code });
    }
  });
}

/** `99,000` and `99000` are the same; null for what is no whole amount. */
function readAmount(text: string): number | null {
  const digits = text.replaceAll(/[,\s]/g, '');
  return /^\d{1,12}$/.test(digits) ? Number(digits) : null;
}
