import { createHash, timingSafeEqual } from 'node:crypto';
import { StripeError } from '../domain/stripe-error.ts';

export interface ApiKeys {
  readonly secretKey: string;
  readonly publishableKey: string;
}

/** Tells whose key a request carries. */
export type Authenticate = (
  authorization: string | undefined,
  keyParameter: string | null,
) => 'secret' | 'publishable';

/**
 * The key may come as `Authorization: Bearer`, as Basic's user, or, from a browser, as the
 * parameter `key`. What is returned throws (401) for none and for a wrong one.
 * Source: https://docs.stripe.com/api/authentication
 */
export function createAuthenticate(keys: ApiKeys): Authenticate {
  // Hashes are compared, so that neither content nor length shows in the time it takes.
  const secret = hash(keys.secretKey);
  const publishable = hash(keys.publishableKey);
  return (authorization, keyParameter) => {
    const key = readKey(authorization) ?? keyParameter;
    if (key === null || key === '') {
      throw unauthorized(
        'You did not provide an API key. You need to provide your API key in the Authorization ' +
          "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
      );
    }
    const given = hash(key);
    if (timingSafeEqual(given, secret)) return 'secret';
    if (timingSafeEqual(given, publishable)) return 'publishable';
    const shown = key.length > 12 ? `${key.slice(0, 8)}****${key.slice(-4)}` : '****';
    throw unauthorized(`Invalid API Key provided: ${shown}`);
  };
}

/** The endpoint is not for browsers. */
export function refusePublishableKey(): StripeError {
  return new StripeError(403, {
    type: 'invalid_request_error',
    code: 'secret_key_required',
    message:
      'This API call cannot be made with a publishable API key. Please use a secret API key.',
  });
}

function readKey(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  const [scheme = '', credentials = ''] = authorization.split(' ', 2);
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() !== 'basic') return null;
  return Buffer.from(credentials, 'base64').toString('utf8').split(':', 1)[0] ?? null;
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function unauthorized(message: string): StripeError {
  return new StripeError(401, { type: 'invalid_request_error', message });
}
