import type { SqlClient } from '@ticketing/sql-database';
import { endRefund } from '../domain/refund-payment.ts';
import { missingResource } from '../domain/stripe-error.ts';
import type { Ids } from '../ids.ts';
import { findEndingRefunds, markRefundsEnded } from '../storage/ending-refunds.ts';
import type { Writer } from '../writer.ts';

export interface EndRefundsDependencies {
  readonly database: SqlClient;
  readonly writer: Writer;
  readonly ids: Ids;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}

const REFUNDS_AT_ONCE_MAX = 100;

/** Ends the refunds whose time has come. Safe to repeat: one that has ended stays as it is. */
export async function endRefunds(dependencies: EndRefundsDependencies): Promise<void> {
  const { database, writer, ids, nowMs } = dependencies;
  const due = await findEndingRefunds(database, nowMs(), REFUNDS_AT_ONCE_MAX);
  if (due.length === 0) return;
  await Promise.all(
    due.map(({ id, stem }) =>
      writer.write({
        stem,
        methodId: null,
        requestId: `req_${ids.secret(14)}`,
        idempotency: null,
        decide: (desk) => {
          const payment = desk.findPayment(stem);
          if (!payment) throw missingResource('refund', id, 'refund');
          const move = endRefund(payment, id);
          return { kind: 'refund', payment: move ? desk.saveMove(move) : payment, refundId: id };
        },
      }),
    ),
  );
  await markRefundsEnded(
    database,
    due.map(({ id }) => id),
  );
}
