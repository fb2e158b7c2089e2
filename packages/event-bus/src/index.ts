export { BusRefusal } from './check-messages.ts';
export {
  eventBusMigrations,
  eventBusSchema,
  openPostgresEventBus,
  type PostgresEventBusOptions,
} from './open-postgres-event-bus.ts';
export type { BusMessage, DeadLetter, EventBus, SubscribeOptions, Subscription } from './port.ts';
export type { BusProblem, ReportProblem } from './report-problem.ts';
