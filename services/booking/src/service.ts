import { randomBytes } from 'node:crypto';
import type { EventBus } from '@ticketing/event-bus';
import { createInventoryClient } from '@ticketing/inventory-client';
import {
  countSetAside,
  createHttpService,
  createLogger,
  createTokenVerifier,
  currentTraceContext,
  httpServiceCaller,
  isTracing,
  newId,
  observeEventBus,
  openEventBus,
  registerEndpoints,
  runInSpan,
  type Service,
  type ServiceCaller,
  systemClock,
} from '@ticketing/service-kit';
import type { BookingConfig } from './config.ts';
import type { BookingServiceDependencies } from './dependencies.ts';
import { bulkPauseMs, drivePauseMs } from './domain/limits.ts';
import { openBookingStore } from './engines/open-booking-store.ts';
import { subscribeToCatalogue } from './events/consumers.ts';
import { bookingRoutes } from './http/routes.ts';
import { createAuditMetrics } from './operations/audit-metrics.ts';
import { createAuditor } from './operations/auditor.ts';
import { hangBell } from './operations/booking-bell.ts';
import { createBookingMetrics } from './operations/booking-metrics.ts';
import { driveBulkChanges } from './operations/bulk-changes.ts';
import { createCatalogue } from './operations/catalogue.ts';
import { driveDueBookings } from './operations/drive-due-bookings.ts';
import { createSeatStatusHub } from './operations/seat-status-hub.ts';

export { type BookingConfig, loadBookingConfig } from './config.ts';
export { findMoneyFaults } from './domain/find-money-faults.ts';
export { findRepeatFaults } from './domain/find-repeat-faults.ts';
export { findSeatFaults, type SoldSeat } from './domain/find-seat-faults.ts';
export { type AuditedBooking, faultLine, toAudited } from './domain/sale-fault.ts';
export { readAllBookings } from './read-all-bookings.ts';

/**
 * Bookings, tickets and the gate, wired from what they need. `startRelay` publishes what the store saves
 * with its bookings.
 */
export function createBookingService(
  given: BookingServiceDependencies,
  startRelay: () => { close(): Promise<void> },
): Service {
  const { store, bell } = hangBell(given.store);
  const dependencies = { ...given, store };
  const { inventory, clock, logger, tokens, metrics } = dependencies;
  const eventBus = observeEventBus(dependencies.eventBus, metrics.registry);
  const stopping = new AbortController();
  const stops: (() => Promise<void>)[] = [];
  const onSetAside = countSetAside(metrics.registry);
  const hub = createSeatStatusHub(dependencies);
  const auditMetrics = createAuditMetrics(metrics.registry);
  const auditor = createAuditor({ ...dependencies, auditMetrics }, dependencies.audit);
  const app = createHttpService({
    name: 'booking',
    logger,
    tokens,
    clock,
    metrics: metrics.registry,
    readiness: { bookings: () => store.ping() },
    // Without them nothing new is sold, but tickets are shown, and without inventory gates let people in.
    tolerated: {
      bookingWrites: () => store.pingWrites(),
      inventory: () => inventory.ping(),
      eventBus: () => eventBus.ping(),
    },
  });
  registerEndpoints(app, bookingRoutes(dependencies, { hub, auditor, bell }));

  async function keepDriving(): Promise<void> {
    while (!stopping.signal.aborted) {
      const looked = await driveDueBookings(dependencies).catch((error: unknown) => {
        logger.error({ err: error }, 'due bookings could not be read');
        return 0;
      });
      if (looked === 0) await clock.sleep(drivePauseMs, stopping.signal).catch(() => undefined);
    }
  }

  const worker = dependencies.newId('message');
  async function keepChangingInBulk(): Promise<void> {
    const { signal } = stopping;
    while (!signal.aborted) {
      await driveBulkChanges(dependencies, { worker, signal }).catch((error: unknown) => {
        logger.error({ err: error }, 'a bulk change stands still for now');
      });
      await clock.sleep(bulkPauseMs, signal).catch(() => undefined);
    }
  }

  return {
    name: 'booking',
    app,
    async start() {
      const observed = { ...dependencies, eventBus };
      const subscription = await subscribeToCatalogue(observed, onSetAside);
      const relay = startRelay();
      const driving = Promise.all([
        keepDriving(),
        keepChangingInBulk(),
        auditor.run(stopping.signal),
      ]);
      stops.push(
        () => subscription.close(),
        async () => void (await driving),
        () => relay.close(),
      );
      await app.ready();
    },
    async close() {
      stopping.abort();
      bell.close();
      hub.close();
      await app.close();
      for (const stop of stops.splice(0)) await stop();
    },
  };
}

/** The service on the engines that its settings name. Closing it closes those it opened. */
export async function openBookingService(
  config: BookingConfig,
  shared: { eventBus?: EventBus; events?: ServiceCaller; payments?: ServiceCaller } = {},
): Promise<Service> {
  const logger = createLogger({
    service: config.DD_SERVICE ?? 'booking-service',
    level: config.LOG_LEVEL,
  });
  const bookings = await openBookingStore(config);
  const metrics = createBookingMetrics();
  bookings.measure(metrics.registry);
  const eventBus = shared.eventBus ?? (await openEventBus(config, { name: 'booking' }));
  const events =
    shared.events ??
    httpServiceCaller({ baseUrl: config.EVENTS_SERVICE_URL, serviceToken: config.SERVICE_TOKEN });
  const payments =
    shared.payments ??
    httpServiceCaller({ baseUrl: config.PAYMENT_SERVICE_URL, serviceToken: config.SERVICE_TOKEN });
  const inventory = createInventoryClient({
    host: config.INVENTORY_GRPC_HOST,
    port: config.INVENTORY_GRPC_PORT,
    serviceToken: config.SERVICE_TOKEN,
    log: logger,
    ...(isTracing() && { tracing: { runInSpan, currentTraceContext } }),
  });
  const service = createBookingService(
    {
      store: bookings.store,
      inventory,
      events,
      payments,
      catalogue: createCatalogue({ events, clock: systemClock }),
      eventBus,
      tokens: createTokenVerifier({
        secret: config.JWT_SECRET_KEY,
        algorithm: config.JWT_ALGORITHM,
        serviceToken: config.SERVICE_TOKEN,
      }),
      metrics,
      paySeconds: config.BOOKING_PAY_SECONDS,
      audit: {
        roundSeconds: config.AUDIT_ROUND_SECONDS,
        graceSeconds: config.AUDIT_GRACE_SECONDS,
        workPercent: config.AUDIT_WORK_PERCENT,
      },
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
