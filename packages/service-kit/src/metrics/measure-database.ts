import type { SqlDatabase } from '@ticketing/sql-database';
import { Gauge, type Registry } from 'prom-client';

/** Adds the use of the service's connections to PostgreSQL. */
export function measureDatabase(registry: Registry, database: Pick<SqlDatabase, 'poolUse'>): void {
  const registers = [registry];
  new Gauge({
    name: 'sql_pool_connections',
    help: 'Connections to PostgreSQL by state: busy, idle',
    labelNames: ['state'],
    registers,
    collect() {
      const { open, idle } = database.poolUse();
      this.set({ state: 'busy' }, open - idle);
      this.set({ state: 'idle' }, idle);
    },
  });
  new Gauge({
    name: 'sql_pool_connections_max',
    help: 'Connections to PostgreSQL that the service may have',
    registers,
    collect() {
      this.set(database.poolUse().openMax);
    },
  });
  new Gauge({
    name: 'sql_pool_waiting_statements',
    help: 'Statements and transactions that wait for a connection',
    registers,
    collect() {
      this.set(database.poolUse().waiting);
    },
  });
}
