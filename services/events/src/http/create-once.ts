import type { Endpoint, IdKind } from '@ticketing/contracts';
import {
  type Caller,
  derivedId,
  fingerprintOf,
  type IdempotencyStore,
} from '@ticketing/service-kit';

interface CreateRequest {
  readonly caller: Caller;
  readonly idempotencyKey: string;
  readonly params?: unknown;
  readonly body: unknown;
}

/**
 * Carries a create out once per caller and Idempotency-Key. The new thing's id is derived from
 * them, so that a create repeated after a crash meets what it made the first time.
 */
export function createOnce<Answer>(
  idempotency: IdempotencyStore,
  endpoint: Endpoint,
  { kind, request }: { kind: IdKind; request: CreateRequest },
  create: (id: string) => Promise<Answer>,
): Promise<Answer> {
  const { caller, idempotencyKey: key, params, body } = request;
  const name = `${endpoint.method} ${endpoint.path}`;
  const write = {
    owner: caller.accountId,
    endpoint: name,
    key,
    fingerprint: fingerprintOf(params ?? null, body),
  };
  const id = derivedId(kind, 'created by', caller.accountId, name, key);
  return idempotency.run(write, () => create(id));
}
