import { invalidRequest } from '../domain/stripe-error.ts';
import { stemFrom } from '../ids.ts';
import type { ParameterReader } from '../parameters/read-parameters.ts';
import type { Page, PageRequest } from '../storage/read-payments.ts';

const LIMIT_DEFAULT = 10;
const LIMIT_MAX = 100;

/** Reads Stripe's paging. Source: https://docs.stripe.com/api/pagination */
export function readPage(
  parameters: ParameterReader,
  toCursor: (id: string) => string | null,
): PageRequest {
  const limit = parameters.integer('limit', { minimum: 1, maximum: LIMIT_MAX }) ?? LIMIT_DEFAULT;
  const cursor = (name: string): string | null => {
    const id = parameters.text(name, 100);
    if (id === null) return null;
    const found = toCursor(id);
    if (found === null) {
      throw invalidRequest(`No such object: '${id}'`, { code: 'resource_missing', param: name });
    }
    return found;
  };
  const startingAfter = cursor('starting_after');
  const endingBefore = cursor('ending_before');
  if (startingAfter !== null && endingBefore !== null) {
    throw invalidRequest('You may only specify one of these: ending_before, starting_after.');
  }
  return { limit, startingAfter, endingBefore };
}

/** Reads `created` (an instant or gt, gte, lt, lte; seconds since 1970) as a range of stems. */
export function readCreatedStems(parameters: ParameterReader): {
  from: string | null;
  until: string | null;
} {
  const range = { minimum: 0, maximum: 10_000_000_000 };
  const created = parameters.object('created');
  if (!created) return { from: null, until: null };
  const gt = created.integer('gt', range);
  const gte = created.integer('gte', range) ?? (gt === null ? null : gt + 1);
  const lte = created.integer('lte', range);
  const lt = created.integer('lt', range) ?? (lte === null ? null : lte + 1);
  return {
    from: gte === null ? null : stemFrom(gte),
    until: lt === null ? null : stemFrom(lt),
  };
}

/** Stripe's list object. */
export function renderList<Item>(url: string, page: Page<Item>, render: (item: Item) => object) {
  return { object: 'list', data: page.items.map(render), has_more: page.hasMore, url };
}
