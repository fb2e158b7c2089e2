import { createHmac, type KeyObject } from 'node:crypto';

/**
 * The value of `Stripe-Signature` for a body sent at `seconds` since 1970. The secret is a key object, which
 * Node would make anew at each signature.
 * Source: https://docs.stripe.com/webhooks/signature
 */
export function signWebhook(body: string, secret: KeyObject, seconds: number): string {
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${signature}`;
}
