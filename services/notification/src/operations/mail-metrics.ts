import { mailKinds } from '@ticketing/contracts';
import { createMetrics } from '@ticketing/service-kit';
import { Counter, type Registry } from 'prom-client';
import { feedbackOutcomes } from '../domain/mail-feedback.ts';

export interface MailMetrics {
  /** By kind and outcome: sent, retried, dead, suppressed (the address gives mails back). */
  readonly mails: Counter<'kind' | 'outcome'>;
  /** What Amazon SES tells of mails that it took. */
  readonly feedback: Counter<'outcome'>;
  readonly registry: Registry;
}

export function createMailMetrics(registry = createMetrics('notification')): MailMetrics {
  const mails = new Counter({
    name: 'notification_mails_total',
    help: 'E-mails by kind and what became of them',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  // A series that is there from the start has a rate at its first step.
  for (const kind of mailKinds) {
    for (const outcome of ['sent', 'retried', 'dead', 'suppressed'])
      mails.inc({ kind, outcome }, 0);
  }
  const feedback = new Counter({
    name: 'notification_mail_feedback_total',
    help: 'What became of e-mails after they were sent, as Amazon SES tells',
    labelNames: ['outcome'],
    registers: [registry],
  });
  for (const outcome of feedbackOutcomes) feedback.inc({ outcome }, 0);
  return { mails, feedback, registry };
}
