import { expect, test } from 'vitest';
import { readFeedback } from './mail-feedback.ts';

const mail = { timestamp: '2026-07-03T11:00:00.000Z' };
const bouncedRecipients = [{ emailAddress: 'gone@example.com' }];
const complainedRecipients = bouncedRecipients;

test('a permanent bounce and a complaint count against the address', () => {
  const bounce = { bounceType: 'Permanent', bouncedRecipients };
  const reported = {
    outcome: 'bounced',
    reports: [{ email: 'gone@example.com', problem: 'bounced' }],
  };
  expect(readFeedback({ eventType: 'Bounce', mail, bounce })).toEqual(reported);
  expect(readFeedback({ notificationType: 'Bounce', mail, bounce })).toEqual(reported);
  const complaint = { complainedRecipients, complaintFeedbackType: 'abuse' };
  expect(readFeedback({ eventType: 'Complaint', mail, complaint })).toEqual({
    outcome: 'complained',
    reports: [{ email: 'gone@example.com', problem: 'complained' }],
  });
});

test('what may arrive tomorrow, a complaint taken back, and a delivery do not', () => {
  for (const bounceType of ['Transient', 'Undetermined']) {
    const bounce = { bounceType, bouncedRecipients };
    expect(readFeedback({ eventType: 'Bounce', mail, bounce })).toEqual({
      outcome: 'bounced_for_now',
      reports: [],
    });
  }
  const complaint = { complainedRecipients, complaintFeedbackType: 'not-spam' };
  expect(readFeedback({ eventType: 'Complaint', mail, complaint }).reports).toEqual([]);
  expect(readFeedback({ eventType: 'Delivery', mail })).toEqual({
    outcome: 'delivered',
    reports: [],
  });
  expect(readFeedback({ eventType: 'Open', mail })).toEqual({ outcome: 'other', reports: [] });
});
