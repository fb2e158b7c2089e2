import { PaymentState } from '@ticketing/contracts';
import { describe, expect, test } from 'vitest';
import type { Intent } from './intent.ts';
import {
  type BookingAnswer,
  mayMove,
  nextStep,
  type Step,
  statesBefore,
  stepAfter,
  waitingState,
} from './payment-moves.ts';

const states: readonly PaymentState[] = PaymentState.enum;
const statuses: readonly Intent['status'][] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'processing',
  'requires_capture',
  'succeeded',
  'canceled',
];
const methods = ['card', 'virtual_account'] as const;

describe('the states of a payment', () => {
  test('every move is allowed or not as the table here says', () => {
    const open = ['created', 'requires_action', 'failed'];
    const isAllowed = (from: PaymentState, to: PaymentState): boolean => {
      if (from === 'captured' || from === 'voided') return false;
      if (from === to || to === 'captured' || to === 'voided') return true;
      if (to === 'awaiting_deposit') return from === 'created';
      return open.includes(from);
    };
    for (const from of states) {
      for (const to of states) {
        expect(mayMove(from, to), `${from} -> ${to}`).toBe(isAllowed(from, to));
        expect(statesBefore(to).includes(from)).toBe(mayMove(from, to));
      }
    }
  });

  test('from every state but the two ends, both ends can be reached', () => {
    for (const from of states.filter((state) => !['captured', 'voided'].includes(state))) {
      expect([mayMove(from, 'captured'), mayMove(from, 'voided')]).toEqual([true, true]);
    }
  });
});

describe('what is owed next', () => {
  const owed: Readonly<Record<Intent['status'], readonly [inTime: Step, over: Step]>> = {
    requires_payment_method: ['wait', 'cancel'],
    requires_confirmation: ['wait', 'cancel'],
    requires_action: ['wait', 'cancel'],
    processing: ['wait', 'wait'],
    requires_capture: ['secure', 'secure'],
    succeeded: ['confirm', 'confirm'],
    canceled: ['abandon', 'abandon'],
  };

  test.each(statuses)('of a card’s intent that is %s', (status) => {
    expect([false, true].map((isOver) => nextStep({ status }, { method: 'card', isOver }))).toEqual(
      owed[status],
    );
  });

  test('of a deposit that arrived: the seats first, as nobody secured them before', () => {
    for (const status of statuses) {
      const steps = [false, true].map((isOver) =>
        nextStep({ status }, { method: 'virtual_account', isOver }),
      );
      expect(steps).toEqual(status === 'succeeded' ? ['secure', 'secure'] : owed[status]);
    }
  });

  test('money that is ours is never cancelled, and money that is promised never returned', () => {
    const answers: readonly BookingAnswer[] = [
      'secured',
      'seats_refused',
      'tickets_issued',
      'tickets_refused',
    ];
    for (const answer of answers) {
      for (const status of statuses) {
        const step = stepAfter(answer, { status });
        expect(['capture', 'cancel'].includes(step), `${answer} ${status}`).toBe(
          status !== 'succeeded',
        );
      }
    }
  });

  /** Follows the steps, with the booking and the provider answering as told, to an end. */
  function follow(
    start: Intent['status'],
    { method, isOver, seats, tickets }: Choice,
  ): { steps: Step[]; isTaken: boolean } {
    let status = start;
    let step = nextStep({ status }, { method, isOver });
    const steps: Step[] = [];
    for (let count = 0; count < 10; count += 1) {
      steps.push(step);
      switch (step) {
        case 'secure':
          step = stepAfter(seats ? 'secured' : 'seats_refused', { status });
          break;
        case 'capture':
          status = 'succeeded';
          step = nextStep({ status }, { method: 'card', isOver });
          break;
        case 'confirm':
          step = stepAfter(tickets ? 'tickets_issued' : 'tickets_refused', { status });
          break;
        case 'cancel':
          status = 'canceled';
          step = nextStep({ status }, { method, isOver });
          break;
        default:
          return { steps, isTaken: status === 'succeeded' };
      }
    }
    throw new Error(`no end: ${steps.join(', ')}`);
  }
  interface Choice {
    readonly method: (typeof methods)[number];
    readonly isOver: boolean;
    readonly seats: boolean;
    readonly tickets: boolean;
  }

  test('whatever is answered, it ends in tickets and money, in all of it back, or in neither', () => {
    const both = [false, true];
    for (const start of statuses) {
      for (const method of methods) {
        for (const isOver of both) {
          for (const seats of both) {
            for (const tickets of both) {
              const { steps, isTaken } = follow(start, { method, isOver, seats, tickets });
              const end = steps.at(-1);
              expect(end === 'finish' || end === 'return', steps.join()).toBe(isTaken);
              if (end === 'finish')
                expect([tickets, steps.includes('confirm')]).toEqual([true, true]);
              if (steps.includes('capture')) expect(steps[0]).toBe('secure');
            }
          }
        }
      }
    }
  });
});

test('a payment that waits says what it waits for', () => {
  const waits = (status: Intent['status'], declineCode?: string) =>
    waitingState({ status, declineCode }, 'card');
  expect(waits('requires_payment_method')).toBe('created');
  expect(waits('requires_payment_method', 'insufficient_funds')).toBe('failed');
  expect(waits('requires_action', 'insufficient_funds')).toBe('requires_action');
  expect(waits('processing')).toBe('requires_action');
  const deposit = waitingState(
    { status: 'requires_action', declineCode: undefined },
    'virtual_account',
  );
  expect(deposit).toBe('awaiting_deposit');
});
