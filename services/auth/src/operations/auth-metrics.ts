import { createMetrics } from '@ticketing/service-kit';
import { Counter, type Registry } from 'prom-client';

export interface AuthMetrics {
  /** By outcome: registered, signed_in, refused, locked, token_reused, password_reset. */
  readonly signIns: Counter<'outcome'>;
  readonly registry: Registry;
}

export const createAuthMetrics = (registry = createMetrics('auth')): AuthMetrics => ({
  signIns: new Counter({
    name: 'auth_sign_ins_total',
    help: 'What became of registrations, sign-ins and sessions',
    labelNames: ['outcome'],
    registers: [registry],
  }),
  registry,
});
