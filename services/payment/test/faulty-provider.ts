import { problem } from '@ticketing/service-kit';
import type { PaymentProvider } from '../src/engines/payment-provider.ts';

/** What a test makes happen between payment and the payment server. */
export interface Faults {
  webhooksLost: boolean;
  /** The provider does not answer. */
  providerDown: boolean;
  /** Called before each request to the provider, which it may keep from being done by throwing. */
  beforeCall: ((name: string) => void) | undefined;
  /** Called after it, and may take the answer away by throwing. */
  afterCall: ((name: string) => void) | undefined;
}

/** The provider as a test wants it (test/stripe-faults.test.ts shows that it answers so). */
export function withFaults(
  provider: PaymentProvider,
  { faults, keys }: { faults: Faults; keys: string[] },
): PaymentProvider {
  const asked =
    <Parameters extends unknown[], Result>(
      name: keyof PaymentProvider,
      ask: (...parameters: Parameters) => Promise<Result>,
    ) =>
    async (...parameters: Parameters): Promise<Result> => {
      if (faults.providerDown) throw problem('payment_provider_unavailable');
      const key = parameters.at(-1);
      if (typeof key === 'string') keys.push(`${name} ${key}`);
      faults.beforeCall?.(name);
      const result = await ask(...parameters);
      faults.afterCall?.(name);
      return result;
    };
  return {
    ...provider,
    createIntent: asked('createIntent', provider.createIntent),
    getIntent: asked('getIntent', provider.getIntent),
    capture: asked('capture', provider.capture),
    cancel: asked('cancel', provider.cancel),
    refund: asked('refund', provider.refund),
    findRefund: asked('findRefund', provider.findRefund),
    ping: asked('ping', provider.ping),
  };
}
