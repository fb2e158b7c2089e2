import Stripe from 'stripe';
import { type Dispatcher, errors, Pool } from 'undici';

/** An answer that was read to its end. */
class ReadResponse extends Stripe.HttpClientResponse {
  readonly #body: string;

  constructor({ status, headers, body }: { status: number; headers: object; body: string }) {
    super(status, headers as Stripe.Response<object>['lastResponse']['headers']);
    this.#body = body;
  }

  override getRawResponse(): this {
    return this;
  }

  override async toJSON(): Promise<unknown> {
    return this._parseResponseBody(this.#body);
  }
}

type Request = Parameters<InstanceType<typeof Stripe.HttpClient>['makeRequest']>;

/**
 * How the SDK speaks HTTP: by undici's pool, on connections that stay open, at half the CPU time of the SDK's own way
 * through Node's client. Rejects as the SDK expects it: with its timeout when the whole answer is not there in
 * `timeout` milliseconds, and with ECONNRESET, after which it asks once more, for a connection that was closed.
 */
export class StripeHttpClient extends Stripe.HttpClient {
  readonly #pools = new Map<string, Pool>();

  override getClientName(): string {
    return 'undici';
  }

  override makeRequest(
    ...[host, port, path, method, headers, body, protocol, timeout]: Request
  ): Promise<ReadResponse> {
    const pool = this.#poolOf(`${protocol}://${host}:${port}`);
    const request = {
      method: method as 'GET' | 'POST' | 'DELETE',
      path,
      headers: toDispatched(headers),
      body: body === '' ? null : body,
    };
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let status = 0;
      let answered: object = {};
      let underWay: Dispatcher.DispatchController | undefined;
      let late: Error | undefined;
      const timer = setTimeout(() => {
        late = Stripe.HttpClient.makeTimeoutError();
        reject(late);
        underWay?.abort(late);
      }, timeout);
      pool.dispatch(request, {
        onRequestStart(controller) {
          underWay = controller;
          // It waited for a connection until nobody waited for it.
          if (late !== undefined) controller.abort(late);
        },
        onResponseStart(_controller, statusCode, responseHeaders) {
          status = statusCode;
          answered = responseHeaders;
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          clearTimeout(timer);
          const text = Buffer.concat(chunks).toString();
          resolve(new ReadResponse({ status, headers: answered, body: text }));
        },
        onResponseError(_controller, error) {
          clearTimeout(timer);
          reject(isClosed(error) ? Object.assign(error, { code: 'ECONNRESET' }) : error);
        },
      });
    });
  }

  #poolOf(origin: string): Pool {
    const pool = this.#pools.get(origin) ?? new Pool(origin, noTimeouts);
    this.#pools.set(origin, pool);
    return pool;
  }
}

/** Ours is one for all of a request. */
const noTimeouts = { headersTimeout: 0, bodyTimeout: 0 };

/** The length is undici's to tell. */
function toDispatched(headers: Request[4]): Record<string, string | string[]> {
  const dispatched: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.toLowerCase() === 'content-length') continue;
    dispatched[name] = typeof value === 'number' ? String(value) : value;
  }
  return dispatched;
}

const isClosed = (error: Error): boolean => error instanceof errors.SocketError;
