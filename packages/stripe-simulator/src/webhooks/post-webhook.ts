import http from 'node:http';
import https from 'node:https';

const ANSWER_MILLISECONDS_MAX = 10_000;

export interface WebhookPoster {
  /** Resolves to the status of the answer, or to null when none came in time. Never rejects. */
  post(body: string, signature: string): Promise<number | null>;
  close(): void;
}

/** Posts to one address over connections that stay open. */
export function createWebhookPoster(url: string, connectionsMax: number): WebhookPoster {
  const target = new URL(url);
  const { Agent, request } = target.protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: connectionsMax });
  const post = (body: string, signature: string) =>
    new Promise<number | null>((resolve) => {
      const sending = request(target, {
        method: 'POST',
        agent,
        timeout: ANSWER_MILLISECONDS_MAX,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          'stripe-signature': signature,
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        },
      });
      sending.on('response', (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? null));
        response.on('close', () => resolve(null));
      });
      sending.on('timeout', () => sending.destroy());
      sending.on('error', () => resolve(null));
      // A connection that ends without an answer and without an error.
      sending.on('close', () => resolve(null));
      sending.end(body);
    });
  return { post, close: () => agent.destroy() };
}
