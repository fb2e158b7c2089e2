import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { migrate, openSqlDatabase, type SqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase } from '@ticketing/sql-database/testing';
import Stripe from 'stripe';
import {
  createStripeSimulator,
  type StripeSimulator,
  type StripeSimulatorOptions,
  stripeSimulatorMigrations,
} from '../src/index.ts';

const secretKey = 'sk_test_simulator_0123456789';
export const publishableKey = 'pk_test_simulator_0123456789';
export const webhookSecret = 'whsec_simulator_0123456789';
export const shop = 'http://localhost:3000';
const schema = 'stripe_simulator';

/** A migrated schema on a real PostgreSQL, for one test file. */
export async function openSchema(): Promise<{
  url: string;
  database: SqlDatabase;
  close(): Promise<void>;
}> {
  const { url, close } = await createTestDatabase();
  await migrate({ url, schema, folder: stripeSimulatorMigrations });
  const database = openSqlDatabase({ url, schema, applicationName: 'stripe-simulator-test' });
  return {
    url,
    database,
    close: async () => {
      await database.close();
      await close();
    },
  };
}

export interface RunningSimulator {
  readonly simulator: StripeSimulator;
  readonly url: string;
  readonly stripe: Stripe;
  /** What was logged, as text. */
  readonly logged: string[];
}

/** Starts a simulator on a free port, with the real SDK pointed at it. */
export async function startSimulator(
  database: SqlDatabase,
  options: Partial<StripeSimulatorOptions> = {},
): Promise<RunningSimulator> {
  const logged: string[] = [];
  const note = (details: object, message: string) => {
    logged.push(`${message} ${JSON.stringify(details)}`);
  };
  const simulator = await createStripeSimulator({
    database,
    secretKey,
    publishableKey,
    webhookUrl: null,
    webhookSecret,
    publicUrl: null,
    allowedOrigins: [shop],
    listen: { host: '127.0.0.1', port: 0 },
    log: { info: note, warn: note, error: note },
    ...options,
  });
  await simulator.start();
  const { port } = simulator.app.server.address() as AddressInfo;
  return { simulator, url: `http://127.0.0.1:${port}`, stripe: openSdk(port), logged };
}

export function openSdk(port: number, key = secretKey): Stripe {
  return new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0 });
}

export interface Receiver {
  readonly url: string;
  readonly events: Stripe.Event[];
  /** When each came, in milliseconds of this process. */
  readonly arrivals: number[];
  /** The status of the answers to come. */
  status: number;
  types(): string[];
  close(): Promise<void>;
}

/** A webhook endpoint that checks every signature with the SDK. */
export async function startReceiver(): Promise<Receiver> {
  const checker = new Stripe(secretKey);
  const server: Server = createServer(async (request, response) => {
    const arrivedAt = performance.now();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const signature = request.headers['stripe-signature'] ?? '';
    const event = checker.webhooks.constructEvent(Buffer.concat(chunks), signature, webhookSecret);
    receiver.events.push(event);
    receiver.arrivals.push(arrivedAt);
    response.writeHead(receiver.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/payments/webhook`,
    events: [],
    arrivals: [],
    status: 200,
    types: () => receiver.events.map(({ type }) => type),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

/** The error of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof Stripe.errors.StripeError) return error;
  throw new Error(`The call should have failed with one of Stripe's errors, not: ${error}`);
}

/** Waits until `isTrue`, for as long as a slow machine may need. */
export async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; !isTrue(); tries += 1) {
    if (tries === 3_000) throw new Error(`It never came true: ${isTrue}`);
    await delay(10);
  }
}

/** Stripe's error object, as a browser reads it. */
export interface BrowserError {
  readonly type: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly message: string;
  readonly payment_intent?: Stripe.PaymentIntent;
}

/** Sends a form as a browser does, with the publishable key. */
export async function post(
  url: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<{
  status: number;
  headers: Headers;
  body: Stripe.PaymentIntent & { error?: BrowserError };
}> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${publishableKey}`, origin: shop, ...headers },
    body: new URLSearchParams(fields),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Stripe.PaymentIntent,
  };
}

/** The fields of a card as a payment form sends them. */
export function cardFields(
  number: string,
  card: { expMonth?: string; expYear?: string; cvc?: string } = {},
): Record<string, string> {
  return {
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': number,
    'payment_method_data[card][exp_month]': card.expMonth ?? '12',
    'payment_method_data[card][exp_year]': card.expYear ?? '2040',
    'payment_method_data[card][cvc]': card.cvc ?? '123',
  };
}
