import {
  applyBookingMessage,
  createPaymentMetrics,
  createSettler,
  type PaymentDependencies,
  receiveWebhook,
  type Settler,
} from '@ticketing/payment-service/simulation';
import { quietLogger, testTokens } from '@ticketing/testing';
import { paymentStoreOf } from './payment-store.ts';
import type { PaymentTable } from './payment-table.ts';
import { clockOf, idsOf } from './process-ports.ts';
import { type BookingInstances, bookingCallerFor } from './run-booking.ts';
import type { SimulatedBus } from './simulated-bus.ts';
import type { SimulatedProvider } from './simulated-provider.ts';
import { ask, type Process, serve, type World } from './world.ts';

export interface PaymentParts {
  readonly world: World;
  readonly bus: SimulatedBus;
  readonly bookingInstances: BookingInstances;
  readonly payments: PaymentTable;
  readonly provider: () => SimulatedProvider;
}

/** The instances that live. */
export type PaymentInstances = Map<
  string,
  { process: Process; dependencies: PaymentDependencies; settler: Settler }
>;

export const bookingTopic = 'booking-events';
const metrics = createPaymentMetrics();
const logger = quietLogger();
const tokens = testTokens();

/** Starts the real operations of payment as one instance on the shared table. */
export async function runPayment(
  parts: PaymentParts,
  instances: PaymentInstances,
  process: Process,
): Promise<void> {
  const { world, bus, bookingInstances, payments, provider } = parts;
  const dependencies: PaymentDependencies = {
    store: paymentStoreOf(payments, (effect) => ask(world, process, { effect })),
    provider: provider().portFor(process),
    publicConfig: {
      provider: 'local',
      publishableKey: 'pk_simulated',
      methods: ['card', 'virtual_account'],
    },
    bookings: bookingCallerFor(world, bookingInstances, process),
    eventBus: bus.portFor(process),
    tokens,
    metrics,
    newId: idsOf(world, process),
    clock: clockOf(world, process),
    logger,
  };
  const settler = createSettler(dependencies);
  instances.set(process.name, { process, dependencies, settler });
  settler.start();
  await dependencies.eventBus.subscribe({
    topic: bookingTopic,
    group: 'payment-service',
    onMessage: (message) => applyBookingMessage(dependencies, message),
  });
}

/** The webhook's door; true when it was taken. */
export async function takeWebhook(
  instances: PaymentInstances,
  world: World,
  body: Buffer,
): Promise<boolean> {
  const { process, dependencies, settler } = world.random.pick([...instances.values()]);
  const taken = serve(world, process, () =>
    receiveWebhook(dependencies, { body, signature: 'simulated' }),
  );
  return taken.then(
    (news) => {
      if (news !== undefined) {
        settler.settleAfterNews(news.payment, news.authorised).catch(() => undefined);
      }
      return true;
    },
    () => false,
  );
}
