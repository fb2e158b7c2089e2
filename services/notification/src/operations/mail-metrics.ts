import { Counter, Registry } from 'prom-client';

export interface MailMetrics {
  /** By kind and outcome: sent, retried, dead. */
  readonly mails: Counter<'kind' | 'outcome'>;
  readonly registry: Registry;
}

export const createMailMetrics = (registry = new Registry()): MailMetrics => ({
  mails: new Counter({
    name: 'notification_mails_total',
    help: 'E-mails by kind and what became of them',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  }),
  registry,
});
