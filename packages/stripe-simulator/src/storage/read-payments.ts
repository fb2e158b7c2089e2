import type { SqlClient, SqlParameter } from '@ticketing/sql-database';
import type { Payment, PaymentMethod } from '../domain/payment.ts';

/** Where a list begins and ends. At most one of the cursors is set; both are exclusive. */
export interface PageRequest {
  readonly limit: number;
  readonly startingAfter: string | null;
  readonly endingBefore: string | null;
}

export interface Page<Item> {
  /** Newest first. */
  readonly items: readonly Item[];
  readonly hasMore: boolean;
}

export async function findPayment(database: SqlClient, stem: string): Promise<Payment | null> {
  const [row] = await database.query<{ record: Payment }>(
    'select record from payment_revisions where stem = $1 order by revision desc limit 1',
    [stem],
  );
  return row?.record ?? null;
}

export async function findRevision(
  database: SqlClient,
  at: { stem: string; revision: number },
): Promise<Payment | null> {
  const [row] = await database.query<{ record: Payment }>(
    'select record from payment_revisions where stem = $1 and revision = $2',
    [at.stem, at.revision],
  );
  return row?.record ?? null;
}

export async function findMethod(database: SqlClient, id: string): Promise<PaymentMethod | null> {
  const [row] = await database.query<{ record: PaymentMethod }>(
    'select record from payment_methods where id = $1',
    [id],
  );
  return row?.record ?? null;
}

/** Payments by age; the cursors and the range are stems, which sort by age. */
export async function listPayments(
  database: SqlClient,
  page: PageRequest,
  stems: { from: string | null; until: string | null },
): Promise<Page<Payment>> {
  const { where, parameters, order } = pageClauses('first.stem', page, [
    ['first.stem >= ', stems.from],
    ['first.stem < ', stems.until],
  ]);
  const rows = await database.query<{ record: Payment }>(
    `select newest.record
     from payment_revisions as first
     cross join lateral (
       select record from payment_revisions where stem = first.stem order by revision desc limit 1
     ) as newest
     where first.revision = 1 ${where}
     order by first.stem ${order}
     limit ${page.limit + 1}`,
    parameters,
  );
  return cutPage(
    rows.map(({ record }) => record),
    page,
  );
}

/** Refunds by age, each with its payment's newest state. */
export async function listRefunds(
  database: SqlClient,
  page: PageRequest,
  stem: string | null,
): Promise<Page<{ id: string; payment: Payment }>> {
  const { where, parameters, order } = pageClauses('refund.id', page, [['refund.stem = ', stem]]);
  const rows = await database.query<{ id: string; payment: Payment }>(
    `select refund.id, newest.record as payment
     from refunds as refund
     cross join lateral (
       select record from payment_revisions
       where stem = refund.stem order by revision desc limit 1
     ) as newest
     where true ${where}
     order by refund.id ${order}
     limit ${page.limit + 1}`,
    parameters,
  );
  return cutPage(rows, page);
}

/** The payment that a refund belongs to. */
export async function findPaymentOfRefund(
  database: SqlClient,
  refundId: string,
): Promise<Payment | null> {
  const [row] = await database.query<{ record: Payment }>(
    `select record from payment_revisions
     where stem = (select stem from refunds where id = $1)
     order by revision desc limit 1`,
    [refundId],
  );
  return row?.record ?? null;
}

/** Conditions of a list, and the order in which the page nearest to its cursor comes first. */
export function pageClauses(
  column: string,
  page: PageRequest,
  conditions: readonly (readonly [string, SqlParameter])[],
): { where: string; parameters: SqlParameter[]; order: 'asc' | 'desc' } {
  const given = [
    ...conditions,
    [`${column} < `, page.startingAfter] as const,
    [`${column} > `, page.endingBefore] as const,
  ].filter(([, value]) => value !== null);
  return {
    where: given.map(([condition], place) => `and ${condition}$${place + 1}`).join(' '),
    parameters: given.map(([, value]) => value),
    order: page.endingBefore === null ? 'desc' : 'asc',
  };
}

/** Drops the row that was read only to see whether there are more. */
export function cutPage<Item>(rows: readonly Item[], page: PageRequest): Page<Item> {
  const items = rows.slice(0, page.limit);
  return {
    items: page.endingBefore === null ? items : items.reverse(),
    hasMore: rows.length > page.limit,
  };
}
