import type { PaymentConfig } from '@ticketing/contracts';
import type { Static } from 'typebox';

/** How browsers reach the card form; holds public values only. */
export type PaymentConfigReply = Static<typeof PaymentConfig>;
