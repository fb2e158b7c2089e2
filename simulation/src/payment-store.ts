import type { PaymentStore } from '@ticketing/payment-service/simulation';
import { type Asking, unlessEmpty } from './asking.ts';
import type { PaymentTable } from './payment-table.ts';

/** The table as a process of the payment service sees it. */
export function paymentStoreOf(table: PaymentTable, asking: Asking): PaymentStore {
  const step =
    <Given extends unknown[], Answer>(take: (...given: Given) => Answer) =>
    (...given: Given): Promise<Answer> =>
      asking(() => take(...given));
  return {
    create: step(table.create),
    get: step(table.get),
    findByKey: step(table.findByKey),
    findLive: step(table.findLive),
    noteIntent: step(table.noteIntent),
    update: step(table.update),
    makeDueOfBooking: step(table.makeDueOfBooking),
    replace: step(table.replace),
    noteWebhook: step(table.noteWebhook),
    listDue: unlessEmpty(table.listDue, asking),
    askRefund: step(table.askRefund),
    listDueRefunds: unlessEmpty(table.listDueRefunds, asking),
    finishRefund: step(table.finishRefund),
    postponeRefund: step(table.postponeRefund),
    reopenRefund: step(table.reopenRefund),
    listMadeRefunds: step(table.listMadeRefunds),
    listFacts: step(table.listFacts),
    listCaptured: step(table.listCaptured),
    readUnfinishedWork: step(table.readUnfinishedWork),
    forgetWebhooks: step(table.forgetWebhooks),
    ping: async () => undefined,
    pingWrites: async () => undefined,
  };
}
