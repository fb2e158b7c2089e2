import { checkCancelled } from './checkers/cancelled.ts';
import { checkFences } from './checkers/fences.ts';
import { checkHealing } from './checkers/healing.ts';
import { checkMessages } from './checkers/messages.ts';
import { checkMoney } from './checkers/money.ts';
import { checkPostponed } from './checkers/postponed.ts';
import { checkPrices } from './checkers/prices.ts';
import { checkRefunds } from './checkers/refunds.ts';
import { checkRefusals } from './checkers/refusals.ts';
import { checkRepeats } from './checkers/repeats.ts';
import { checkSeats } from './checkers/seats.ts';
import { checkTickets } from './checkers/tickets.ts';
import type { Record } from './on-sale.ts';

const checkers = [
  checkSeats,
  checkTickets,
  checkMoney,
  checkFences,
  checkRefunds,
  checkRefusals,
  checkRepeats,
  checkHealing,
  checkMessages,
  checkCancelled,
  checkPostponed,
  checkPrices,
];

/** All that is wrong with a recorded on-sale; each fault begins with the invariant that it breaks. */
export const check = (record: Record): string[] => checkers.flatMap((checker) => checker(record));
