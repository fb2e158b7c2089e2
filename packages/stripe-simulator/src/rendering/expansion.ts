import { invalidRequest } from '../domain/stripe-error.ts';

/** Which references a reply shows as whole objects: a tree of property names. */
export interface Expansion {
  has(name: string): boolean;
  inside(name: string): Expansion;
}

/** What can be expanded, by object. Source: the `expand` marks of https://docs.stripe.com/api */
const EXPANDABLE = {
  payment_intent: { latest_charge: 'charge', payment_method: null },
  charge: { refunds: null },
  refund: { payment_intent: 'payment_intent', charge: 'charge' },
} as const satisfies Record<string, Record<string, string | null>>;
export type ExpandableKind = keyof typeof EXPANDABLE;

const DEPTH_MAX = 4;

export const noExpansion: Expansion = { has: () => false, inside: () => noExpansion };

/**
 * Reads `expand` (`latest_charge`, `latest_charge.refunds`, ...) for a reply of `kind`; `prefix` is
 * `data.` for lists. Throws an invalid request (400) for what cannot be expanded.
 */
export function readExpansion(
  paths: readonly string[] | null,
  kind: ExpandableKind | null,
  prefix = '',
): Expansion {
  if (paths === null || paths.length === 0) return noExpansion;
  const wanted = paths.map((path) => {
    const inner = path.startsWith(prefix) ? path.slice(prefix.length) : '';
    if (!canExpand(inner.split('.'), kind)) {
      throw invalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand' });
    }
    return inner.split('.');
  });
  return toExpansion(wanted);
}

/** The reference `id`, or the object itself when the reply shows it whole. */
export function expandWith<Rendered>(
  expand: Expansion,
  name: string,
  id: string,
  render: (inside: Expansion) => Rendered,
): string | Rendered {
  return expand.has(name) ? render(expand.inside(name)) : id;
}

function canExpand(steps: readonly string[], kind: ExpandableKind | null): boolean {
  if (steps.length > DEPTH_MAX) return false;
  let at: string | null = kind;
  for (const step of steps) {
    const properties: Record<string, string | null> =
      at !== null && at in EXPANDABLE ? EXPANDABLE[at as ExpandableKind] : {};
    if (!Object.hasOwn(properties, step)) return false;
    at = properties[step] ?? null;
  }
  return true;
}

function toExpansion(paths: readonly (readonly string[])[]): Expansion {
  return {
    has: (name) => paths.some(([first]) => first === name),
    inside: (name) =>
      toExpansion(
        paths.filter(([first, second]) => first === name && second).map((p) => p.slice(1)),
      ),
  };
}
