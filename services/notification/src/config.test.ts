import { expect, test } from 'vitest';
import { loadNotificationConfig } from './config.ts';

const production = {
  NODE_ENV: 'production',
  JWT_SECRET_KEY: 'a'.repeat(48),
  SERVICE_TOKEN: 'b'.repeat(48),
  DATABASE_URL: 'postgresql://user:pass@db.example:5432/ticketing',
  SES_FROM_EMAIL: 'noreply@tickets.example',
  FRONTEND_URL: 'https://tickets.example',
};

test('the local SESv2 endpoint is refused in production, a private one is not', () => {
  const at = (SES_ENDPOINT: string) => () =>
    loadNotificationConfig({ ...production, SES_ENDPOINT });
  expect(at('http://127.0.0.1:8110')).toThrow(/SES_ENDPOINT/);
  expect(at('https://vpce-1.email.us-east-1.vpce.amazonaws.com')().SES_ENDPOINT).toBeDefined();
  expect(loadNotificationConfig(production).SES_ENDPOINT).toBeUndefined();
});

test('a topic is named by its whole ARN', () => {
  const of = (SES_FEEDBACK_TOPIC_ARN: string) => () =>
    loadNotificationConfig({ SES_FEEDBACK_TOPIC_ARN });
  expect(of('ses-feedback')).toThrow(/SES_FEEDBACK_TOPIC_ARN/);
  expect(of('arn:aws:sns:ap-northeast-2:123456789012:ses-feedback')).not.toThrow();
  expect(of('arn:aws-cn:sns:cn-north-1:123456789012:ses-feedback')).not.toThrow();
});
