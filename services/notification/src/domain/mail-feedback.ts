import type { MailProblem } from '@ticketing/contracts';
import { type Static, Type } from 'typebox';

const Recipients = Type.Array(
  Type.Object({ emailAddress: Type.String({ minLength: 1, maxLength: 320 }) }),
);

/** The parts of an SES event that we read. Identities' notifications name it `notificationType`. */
export const SesEvent = Type.Object({
  eventType: Type.Optional(Type.String()),
  notificationType: Type.Optional(Type.String()),
  mail: Type.Object({ timestamp: Type.String({ format: 'date-time' }) }),
  bounce: Type.Optional(Type.Object({ bounceType: Type.String(), bouncedRecipients: Recipients })),
  complaint: Type.Optional(
    Type.Object({
      complainedRecipients: Recipients,
      complaintFeedbackType: Type.Optional(Type.Unknown()),
    }),
  ),
});
export type SesEvent = Static<typeof SesEvent>;

export const feedbackOutcomes = [
  'delivered',
  'bounced',
  'bounced_for_now',
  'complained',
  'other',
] as const;
export type FeedbackOutcome = (typeof feedbackOutcomes)[number];

export interface Feedback {
  readonly outcome: FeedbackOutcome;
  /** Addresses that are not to be written to any more. */
  readonly reports: readonly { readonly email: string; readonly problem: MailProblem }[];
}

/**
 * What an event means. Only a permanent bounce and a complaint count against an address: what comes back
 * for now (a full mailbox) may arrive tomorrow, and `not-spam` takes a complaint back.
 * Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export function readFeedback(event: SesEvent): Feedback {
  const type = event.eventType ?? event.notificationType;
  if (type === 'Delivery') return { outcome: 'delivered', reports: [] };
  if (type === 'Bounce' && event.bounce !== undefined) {
    const { bounceType, bouncedRecipients } = event.bounce;
    if (bounceType !== 'Permanent') return { outcome: 'bounced_for_now', reports: [] };
    return { outcome: 'bounced', reports: reportsOf(bouncedRecipients, 'bounced') };
  }
  if (type === 'Complaint' && event.complaint !== undefined) {
    const { complainedRecipients, complaintFeedbackType } = event.complaint;
    if (complaintFeedbackType === 'not-spam') return { outcome: 'other', reports: [] };
    return { outcome: 'complained', reports: reportsOf(complainedRecipients, 'complained') };
  }
  return { outcome: 'other', reports: [] };
}

const reportsOf = (recipients: Static<typeof Recipients>, problem: MailProblem) =>
  recipients.map(({ emailAddress }) => ({ email: emailAddress, problem }));
