import type { Move, MoveContext, Payment, PaymentMethod } from './domain/payment.ts';
import type { Ids } from './ids.ts';
import type { AccountEntry, Changes, RefundEntry, WorkingSet } from './storage/working-set.ts';

/** What one write decides with. Nothing reaches the batch before `commit`. */
export interface Desk {
  readonly context: MoveContext;
  readonly ids: Ids;
  findPayment(stem: string): Payment | undefined;
  findMethod(id: string): PaymentMethod | undefined;
  saveMethod(method: PaymentMethod): void;
  saveRefund(entry: RefundEntry): void;
  saveAccount(entry: AccountEntry): void;
  /** Saves a move as the payment's next revision, which it returns, with its events. */
  saveMove(move: Move): Payment;
}

export interface DeskOptions {
  readonly ids: Ids;
  /** Seconds since 1970. */
  readonly now: number;
  readonly requestId: string;
  readonly idempotencyKey: string | null;
}

/** Opens a desk on a batch's working set; `commit` adds what was saved on it to the batch. */
export function openDesk(set: WorkingSet, options: DeskOptions): { desk: Desk; commit(): void } {
  const { ids, now, requestId, idempotencyKey } = options;
  const changes: Changes = {
    revisions: [],
    methods: [],
    refunds: [],
    accounts: [],
    events: [],
    answers: [],
  };
  const desk: Desk = {
    ids,
    context: {
      now,
      newId: {
        charge: (stem) => ids.ofPayment('ch', stem),
        refund: () => ids.sortable('re'),
        authenticationAttempt: () => `tds_${ids.secret(24)}`,
      },
    },
    findPayment: (stem) =>
      changes.revisions.findLast((payment) => payment.stem === stem) ?? set.payments.get(stem),
    findMethod: (id) => set.methods.get(id),
    saveMethod: (method) => {
      changes.methods.push(method);
    },
    saveRefund: (entry) => {
      changes.refunds.push(entry);
    },
    saveAccount: (entry) => {
      changes.accounts.push(entry);
    },
    saveMove: (move) => {
      const payment = { ...move.payment, revision: move.payment.revision + 1 };
      const { stem, revision } = payment;
      changes.revisions.push(payment);
      for (const { type, objectId } of move.events) {
        const id = ids.sortable('evt');
        const about = { type, stem, revision, objectId };
        changes.events.push({ id, ...about, created: now, requestId, idempotencyKey });
      }
      return payment;
    },
  };
  const commit = () => {
    for (const payment of changes.revisions) set.payments.set(payment.stem, payment);
    for (const method of changes.methods) set.methods.set(method.id, method);
    set.changes.revisions.push(...changes.revisions);
    set.changes.methods.push(...changes.methods);
    set.changes.refunds.push(...changes.refunds);
    set.changes.accounts.push(...changes.accounts);
    set.changes.events.push(...changes.events);
  };
  return { desk, commit };
}
