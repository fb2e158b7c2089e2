import { randomBytes } from 'node:crypto';
import type { EventBus } from '@ticketing/event-bus';
import { createInventoryClient } from '@ticketing/inventory-client';
import {
  createHttpService,
  createLogger,
  createTokenVerifier,
  httpServiceCaller,
  newId,
  openEventBus,
  registerEndpoints,
  type Service,
  type ServiceCaller,
  systemClock,
} from '@ticketing/service-kit';
import type { BookingConfig } from './config.ts';
import type { BookingDependencies } from './dependencies.ts';
import { openBookingStore } from './engines/open-booking-store.ts';
import { subscribeToCatalogue } from './events/consumers.ts';
import { bookingRoutes } from './http/routes.ts';
import { createBookingMetrics } from './operations/booking-metrics.ts';
import { createCatalogue } from './operations/catalogue.ts';
import { driveDueBookings } from './operations/drive-due-bookings.ts';
import { createSeatStatusHub } from './operations/seat-status-hub.ts';

export { type BookingConfig, loadBookingConfig } from './config.ts';

const drivePauseMs = 1000;

/**
 * Bookings, tickets and the gate, wired from what they need. `startRelay` publishes what the store saves
 * with its bookings.
 */
export function createBookingService(
  dependencies: BookingDependencies,
  startRelay: () => { close(): Promise<void> },
): Service {
  const { store, inventory, eventBus, clock, logger, tokens, metrics } = dependencies;
  const stopping = new AbortController();
  const stops: (() => Promise<void>)[] = [];
  const hub = createSeatStatusHub(dependencies);
  const app = createHttpService({
    name: 'booking',
    logger,
    tokens,
    clock,
    metrics: metrics.registry,
    readiness: {
      bookings: () => store.ping(),
      inventory: () => inventory.ping(),
      eventBus: () => eventBus.ping(),
    },
  });
  registerEndpoints(app, bookingRoutes(dependencies, hub));

  async function keepDriving(): Promise<void> {
    while (!stopping.signal.aborted) {
      const looked = await driveDueBookings(dependencies).catch((error: unknown) => {
        logger.error({ err: error }, 'due bookings could not be read');
        return 0;
      });
      if (looked === 0) await clock.sleep(drivePauseMs, stopping.signal).catch(() => undefined);
    }
  }

  return {
    name: 'booking',
    app,
    async start() {
      const subscription = await subscribeToCatalogue(dependencies);
      const relay = startRelay();
      const driving = keepDriving();
      stops.push(
        () => subscription.close(),
        () => driving,
        () => relay.close(),
      );
      await app.ready();
    },
    async close() {
      stopping.abort();
      hub.close();
      await app.close();
      for (const stop of stops.splice(0)) await stop();
    },
  };
}

/** The service on the engines that its settings name. Closing it closes those it opened. */
export async function openBookingService(
  config: BookingConfig,
  shared: { eventBus?: EventBus; events?: ServiceCaller } = {},
): Promise<Service> {
  const logger = createLogger({
    service: config.DD_SERVICE ?? 'booking-service',
    level: config.LOG_LEVEL,
  });
  const bookings = await openBookingStore(config);
  const eventBus = shared.eventBus ?? (await openEventBus(config, { name: 'booking' }));
  const events =
    shared.events ??
    httpServiceCaller({ baseUrl: config.EVENTS_SERVICE_URL, serviceToken: config.SERVICE_TOKEN });
  const inventory = createInventoryClient({
    host: config.INVENTORY_GRPC_HOST,
    port: config.INVENTORY_GRPC_PORT,
    serviceToken: config.SERVICE_TOKEN,
    log: logger,
  });
  const service = createBookingService(
    {
      store: bookings.store,
      inventory,
      events,
      catalogue: createCatalogue({ events, clock: systemClock }),
      eventBus,
      tokens: createTokenVerifier({
        secret: config.JWT_SECRET_KEY,
        algorithm: config.JWT_ALGORITHM,
        serviceToken: config.SERVICE_TOKEN,
      }),
      metrics: createBookingMetrics(),
      paySeconds: config.BOOKING_PAY_SECONDS,
      newId,
      newShortId: () => randomBytes(12).toString('base64url'),
      clock: systemClock,
      logger,
    },
    () => bookings.startRelay({ eventBus, topic: config.KAFKA_PRODUCER_TOPIC, log: logger }),
  );
  return {
    ...service,
    async close() {
      await service.close();
      await inventory.close();
      if (shared.eventBus === undefined) await eventBus.close();
      await bookings.close();
    },
  };
}
