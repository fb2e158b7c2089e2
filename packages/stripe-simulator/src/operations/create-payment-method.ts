import { readExpansion } from '../rendering/expansion.ts';
import type { Call, Plan } from './plan.ts';
import { readNewMethod, takeMethod } from './read-payment-method.ts';

/** POST /v1/payment_methods: keeps a card's public face for a later confirmation. */
export function createPaymentMethod({ parameters, isSecret }: Call): Plan {
  const choice = readNewMethod(parameters, isSecret);
  const expand = readExpansion(parameters.list('expand'), null);
  parameters.finish();
  return {
    stem: null,
    methodId: null,
    expand,
    decide: (desk) => ({ kind: 'payment_method', method: takeMethod(desk, choice) }),
  };
}
