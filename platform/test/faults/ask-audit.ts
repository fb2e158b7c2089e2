import { getAudit, headers, type ReplyOf } from '@ticketing/contracts';
import { waitUntil } from '@ticketing/testing';
import { expect, test } from 'vitest';
import type { Suite } from './outages.ts';

/** It goes round often, and looks at what is under way again after a second; selling still comes first. */
export const restlessAudit = {
  AUDIT_ROUND_SECONDS: '2',
  AUDIT_GRACE_SECONDS: '1',
  AUDIT_WORK_PERCENT: '25',
};

type Report = ReplyOf<typeof getAudit>;
const withinMs = 90_000;

async function readReport(bookingUrl: string): Promise<Report | undefined> {
  const reply = await fetch(`${bookingUrl}${getAudit.path}`, {
    headers: { [headers.serviceToken]: 'development-only-service-token' },
  }).catch(() => undefined);
  return reply?.ok ? ((await reply.json()) as Report) : undefined;
}

/** What a whole round found that began after the question. */
async function askAudit({ shop }: Suite): Promise<Report> {
  const { bookingUrl } = shop();
  const before = await waitUntil(() => readReport(bookingUrl), { withinMs });
  return waitUntil(
    async () => {
      const report = await readReport(bookingUrl);
      return report !== undefined && report.rounds >= before.rounds + 2 && report;
    },
    { withinMs },
  );
}

/** The auditor of the running system knows all sales that the faults left behind. */
export function auditFindsNothing(suite: Suite): void {
  test('the audit finds nothing afterwards', async () => {
    const { findings, bookingsLookedAt } = await askAudit(suite);
    expect(findings).toEqual([]);
    expect(bookingsLookedAt).toBeGreaterThan(0);
  });
}

interface SoldSeat {
  readonly performance_id: string;
  readonly seat_no: number;
  readonly customer_id: string;
  readonly booking_id: string;
  readonly hold_id: string;
}

/** The same auditor names a booking whose seat is lost, until it is there again. */
export function auditFindsLostSeat(suite: Suite): void {
  test('the audit names the booking of a seat that its inventory lost', async () => {
    const { database } = suite.shop();
    const [lost] = await database.query<SoldSeat>(
      `delete from inventory.sold_seats where (performance_id, seat_no) = (
         select performance_id, seat_no from inventory.sold_seats order by seat_no limit 1)
       returning performance_id, seat_no, customer_id, booking_id, hold_id`,
    );
    if (lost === undefined) throw new Error('nothing is sold');
    const subject = lost.booking_id;
    const { findings } = await askAudit(suite).finally(() =>
      database.query('insert into inventory.sold_seats values ($1, $2, $3, $4, $5)', [
        lost.performance_id,
        lost.seat_no,
        lost.customer_id,
        lost.booking_id,
        lost.hold_id,
      ]),
    );
    expect(findings.map((finding) => [finding.invariant, finding.subject]).sort()).toEqual([
      ['I1', subject],
      ['I2', subject],
    ]);
    expect((await askAudit(suite)).findings).toEqual([]);
  });
}
