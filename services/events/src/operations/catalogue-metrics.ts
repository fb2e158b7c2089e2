import { Counter, type Registry } from 'prom-client';

/** Why an event was told of anew. */
export type ChangeCause = 'organizer' | 'import' | 'time' | 'availability' | 'popularity';

/** What the house wants to know of its catalogue. */
export interface CatalogueMetrics {
  readonly eventsTold: Counter<'cause'>;
  /** By outcome: changed, unchanged, refused. */
  readonly imports: Counter<'outcome'>;
}

export const createCatalogueMetrics = (registry: Registry): CatalogueMetrics => ({
  eventsTold: new Counter({
    name: 'events_told_total',
    help: 'Events told to the bus by what changed them',
    labelNames: ['cause'],
    registers: [registry],
  }),
  imports: new Counter({
    name: 'events_imports_total',
    help: 'Catalogue files by what came of them',
    labelNames: ['outcome'],
    registers: [registry],
  }),
});
