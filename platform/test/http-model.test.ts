import type { Payment } from '@ticketing/contracts';
import { seedOfToday } from '@ticketing/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  apiOf,
  book,
  bookAgain,
  leaveAndReturn,
  meddle,
  release,
  signIn,
} from './model/book-commands.ts';
import { cancel, pay, untilPayment } from './model/money-commands.ts';
import { openShop, type Shop } from './model/open-shop.ts';
import { changeBlocks } from './model/organizer-commands.ts';
import { newModel, type SaleModel } from './model/sale-model.ts';

/**
 * Histories of a small sale through the gateway, compared with a model after every step. A failure prints
 * `seed`, `path` and `replayPath`; run that history again with
 * `HTTP_MODEL='{"seed":..,"path":"..","replayPath":".."}' npx vitest run --project platform http-model`.
 */
interface Replay {
  readonly seed?: number;
  readonly path?: string;
  readonly replayPath?: string;
  readonly numRuns?: number;
}
const replay: Replay = JSON.parse(process.env.HTTP_MODEL ?? '{}') as Replay;

const portOffset = 3300;
const commandsMax = 40;
/** Shrinking ends with it too. */
const newHistoriesMsMax = 60_000;

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(portOffset);
});
afterAll(() => shop?.close());

const commands = fc.commands(
  [
    ...[book, book, book, book],
    ...[pay, pay, cancel, cancel, release, bookAgain, meddle, changeBlocks],
    ...[leaveAndReturn, signIn],
  ],
  {
    maxCommands: commandsMax,
    size: 'max',
    ...(replay.replayPath !== undefined && { replayPath: replay.replayPath }),
  },
);

/** Money goes back by the bus: soon, exactly what was promised, and never more than came. */
async function expectRefunded({ bookings }: SaleModel): Promise<void> {
  for (const booking of bookings) {
    if (booking.tickets.size === 0) continue;
    const isBack = ({ refundedMinor }: Payment) => refundedMinor >= booking.refundedMinor;
    const payment = await untilPayment(apiOf(shop, booking.customer), booking, isBack);
    expect(payment).toMatchObject({
      ...{ state: 'captured', amountMinor: booking.totalMinor },
      refundedMinor: booking.refundedMinor,
    });
    expect(booking.refundedMinor + booking.feeMinor).toBeLessThanOrEqual(booking.totalMinor);
  }
}

const history = fc.asyncProperty(commands, async (steps) => {
  const model = newModel(await shop.openSale());
  await fc.asyncModelRun(() => ({ model, real: shop }), steps);
  await expectRefunded(model);
});

const run = (parameters: fc.Parameters<[Iterable<fc.AsyncCommand<SaleModel, Shop>>]>) =>
  fc.assert(history, parameters);

/** Replies to writes without which the known histories would prove little. */
const outcomesNeeded = [
  ...['201', 'seats_taken', 'seats_invalid', 'not_enough_seats', 'ticket_limit_exceeded'].map(
    (outcome) => `/bookings ${outcome}`,
  ),
  ...['/bookings price_changed', '/bookings idempotency_key_reused'],
  ...['200', 'state_conflict', 'booking_not_found'].map((end) => `/bookings/:id/release ${end}`),
  ...['200', 'booking_not_cancellable', 'ticket_not_found', 'state_conflict'].map(
    (outcome) => `/bookings/:id/cancel ${outcome}`,
  ),
  ...['/bookings/:id/cancel idempotency_key_reused', '/bookings/:id/leave 200'],
  ...['201', 'booking_expired', 'payment_not_possible'].map((end) => `/payments/intents ${end}`),
  ...['200', 'seats_taken', 'seats_invalid', 'forbidden'].map(
    (outcome) => `/organizer/performances/:id/seat-blocks ${outcome}`,
  ),
];

test.skipIf(replay.seed !== undefined)(
  'a sale goes as the model says, in known histories',
  async () => {
    await run({ seed: 20_261_126, numRuns: 12 });
    expect([...shop.outcomes.keys()]).toEqual(expect.arrayContaining(outcomesNeeded));
  },
);

test('a sale goes as the model says, in histories that nobody saw before', () => {
  const { replayPath: _, ...parameters } = replay;
  return run({
    numRuns: 8,
    seed: seedOfToday(),
    interruptAfterTimeLimit: newHistoriesMsMax,
    ...parameters,
  });
});
