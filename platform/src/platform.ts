import { loadApiGatewayConfig, openApiGateway } from '@ticketing/api-gateway';
import { type AuthService, loadAuthConfig, openAuthService } from '@ticketing/auth-service';
import { loadBookingConfig, openBookingService } from '@ticketing/booking-service';
import type { EventBus } from '@ticketing/event-bus';
import { type EventsService, loadEventsConfig, openEventsService } from '@ticketing/events-service';
import {
  type InventoryService,
  loadInventoryConfig,
  openInventoryService,
} from '@ticketing/inventory-service';
import { loadNotificationConfig, openNotificationService } from '@ticketing/notification-service';
import { loadPaymentConfig, openPaymentService } from '@ticketing/payment-service';
import { loadSearchConfig, openSearchService } from '@ticketing/search-service';
import {
  type Environment,
  inProcessServiceCaller,
  listenAddress,
  openEventBus,
  openSqlServer,
  type Service,
  type ServiceCaller,
} from '@ticketing/service-kit';
import type { PlatformPorts } from './ports.ts';

/** All services in this process, each listening on its own port. */
export interface Platform {
  readonly auth: AuthService;
  readonly events: EventsService;
  readonly services: readonly Service[];
  /** Drains and stops everything, the embedded PostgreSQL too. */
  close(): Promise<void>;
}

export interface PlatformOptions {
  readonly env: Environment;
  readonly ports: PlatformPorts;
}

/** Variables of one process for all: every service finds the others, and none its neighbour's PORT. */
function environmentOf({ env, ports }: PlatformOptions): Environment {
  const at = (port: number) => `http://localhost:${port}`;
  return {
    ...env,
    PORT: undefined,
    CORS_ORIGINS: env.CORS_ORIGINS ?? `${at(ports.frontend)},http://127.0.0.1:${ports.frontend}`,
    FRONTEND_URL: env.FRONTEND_URL ?? at(ports.frontend),
    AUTH_SERVICE_URL: at(ports.auth),
    EVENTS_SERVICE_URL: at(ports.events),
    BOOKING_SERVICE_URL: at(ports.booking),
    PAYMENT_SERVICE_URL: at(ports.payment),
    SEARCH_SERVICE_URL: at(ports.search),
    NOTIFICATION_SERVICE_URL: at(ports.notification),
    INVENTORY_GRPC_HOST: '127.0.0.1',
    INVENTORY_GRPC_PORT: String(ports.inventory),
    GRPC_PORT: String(ports.inventory),
    METRICS_PORT: String(ports.inventoryHttp),
    LOCAL_PAYMENT_PORT: String(ports.stripeSimulator),
    LOG_LEVEL: env.LOG_LEVEL ?? 'warn',
  };
}

/**
 * Opens all services on shared engines, lets them call each other inside the process, and listens. What was
 * opened is closed again when one of them cannot start.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const env = environmentOf(options);
  const { ports } = options;
  const closes: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const stop of closes.splice(0).reverse()) await stop();
  };
  try {
    const authConfig = loadAuthConfig({ ...env, PORT: String(ports.auth) });
    const server = await openSqlServer(authConfig);
    closes.push(() => server.close());
    const eventBus = await openEventBus(authConfig, { name: 'platform' });
    closes.push(() => eventBus.close());
    const opened = await openServices({ env, ports, eventBus, closes });
    return { ...opened, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Opening {
  readonly env: Environment;
  readonly ports: PlatformPorts;
  readonly eventBus: EventBus;
  readonly closes: (() => Promise<void>)[];
}

async function openServices({ env, ports, eventBus, closes }: Opening) {
  const at = (port: number) => ({ ...env, PORT: String(port) });
  const configs = {
    auth: loadAuthConfig(at(ports.auth)),
    events: loadEventsConfig(at(ports.events)),
    inventory: loadInventoryConfig(env),
    booking: loadBookingConfig(at(ports.booking)),
    payment: loadPaymentConfig(at(ports.payment)),
    search: loadSearchConfig(at(ports.search)),
    notification: loadNotificationConfig(at(ports.notification)),
    gateway: loadApiGatewayConfig(at(ports['api-gateway'])),
  };
  const keep = <Opened extends Service>(service: Opened): Opened => {
    closes.push(() => service.close());
    return service;
  };
  const callerOf = (service: () => Service): ServiceCaller =>
    inProcessServiceCaller(() => service().app, configs.auth.SERVICE_TOKEN);

  const [auth, events] = await Promise.all([
    openAuthService(configs.auth, { eventBus }).then(keep),
    openEventsService(configs.events, { eventBus }).then(keep),
  ]);
  const inventory: InventoryService = keep(
    await openInventoryService(configs.inventory, { eventBus, events: callerOf(() => events) }),
  );
  const [booking, search, notification] = await Promise.all([
    openBookingService(configs.booking, {
      eventBus,
      events: callerOf(() => events),
      payments: callerOf(() => payment),
    }).then(keep),
    openSearchService(configs.search, { eventBus, events: callerOf(() => events) }).then(keep),
    openNotificationService(configs.notification, { eventBus, auth: callerOf(() => auth) }).then(
      keep,
    ),
  ]);
  const payment: Service = keep(
    await openPaymentService(configs.payment, { eventBus, bookings: callerOf(() => booking) }),
  );
  const gateway = keep(
    await openApiGateway(configs.gateway, {
      eventBus,
      upstreams: {
        auth: () => auth.app,
        events: () => events.app,
        booking: () => booking.app,
        payment: () => payment.app,
        search: () => search.app,
        notification: () => notification.app,
      },
    }),
  );

  await inventory.start();
  const { host } = listenAddress(configs.gateway);
  await inventory.listenRpc(host, ports.inventory);
  await inventory.app.listen({ host, port: ports.inventoryHttp });
  const others: [Service, number][] = [
    [events, ports.events],
    [auth, ports.auth],
    [booking, ports.booking],
    [payment, ports.payment],
    [search, ports.search],
    [notification, ports.notification],
    [gateway, ports['api-gateway']],
  ];
  await Promise.all(others.map(([service]) => service.start()));
  await Promise.all(others.map(([service, port]) => service.app.listen({ host, port })));
  return { auth, events, services: [inventory, ...others.map(([service]) => service)] };
}
