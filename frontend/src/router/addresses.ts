import { safeNextPath } from '../features/account/next-path.ts';
import { parseSearchState } from '../features/search/search-state.ts';

/** The part of an address after `?`, as it stands there. */
type WrittenSearch = Readonly<Record<string, string>>;

/** Tabs of an event's page, as the address names them. */
export const eventTabs = ['info', 'seats', 'refunds', 'venue'] as const;
export type EventTab = (typeof eventTabs)[number];

function eventSearch(search: WrittenSearch): { tab?: EventTab; performance?: string } {
  const { performance } = search;
  const tab = eventTabs.find((each) => each === search.tab);
  return { ...(tab && { tab }), ...(performance && { performance }) };
}

/** Where to go after signing in: a path of this site only, never another origin. */
function nextSearch(search: WrittenSearch): { next?: string } {
  const next = safeNextPath(search.next);
  return next === undefined ? {} : { next };
}

/** What the bank's page appends when it sends the customer back. */
function checkoutSearch(search: WrittenSearch): { redirect_status?: 'succeeded' | 'failed' } {
  const { redirect_status: status } = search;
  return status === 'succeeded' || status === 'failed' ? { redirect_status: status } : {};
}

const noSearch = (): { readonly [name in never]: string } => ({});

/**
 * Every address of the site, with what reads its search parameters: what makes no sense there is left out,
 * never an error.
 */
const searchReaders = {
  '/': noSearch,
  '/search': parseSearchState,
  '/events/$eventId': eventSearch,
  '/checkout/$bookingId': checkoutSearch,
  '/bookings': noSearch,
  '/bookings/$bookingId': noSearch,
  '/bookings/$bookingId/receipt': noSearch,
  '/bookings/$bookingId/tickets': noSearch,
  '/register': nextSearch,
  '/login': nextSearch,
  '/password/forgot': noSearch,
  '/password/reset': noSearch,
  '/email/verify': noSearch,
  '/account': noSearch,
} as const satisfies Record<`/${string}`, (search: WrittenSearch) => object>;

export type Path = keyof typeof searchReaders;
export type SearchOf<P extends Path> = ReturnType<(typeof searchReaders)[P]>;
type NamesIn<P extends string> = P extends `${string}$${infer Name}/${infer Rest}`
  ? Name | NamesIn<Rest>
  : P extends `${string}$${infer Name}`
    ? Name
    : never;
export type ParamsOf<P extends Path> = { readonly [Name in NamesIn<P>]: string };

/** A place of the site: its path, what the path names, what stands after `?`. */
export type Address = {
  [P in Path]: { readonly to: P; readonly search?: SearchOf<P> | undefined } & ([
    NamesIn<P>,
  ] extends [never]
    ? { readonly params?: undefined }
    : { readonly params: ParamsOf<P> });
}[Path];

/** An address of one path that was read, ready for the page that stands there. */
export interface PlaceAt<P extends Path> {
  readonly to: P;
  readonly params: ParamsOf<P>;
  readonly search: SearchOf<P>;
}
export type Place = { [P in Path]: PlaceAt<P> }[Path];

/** Writes an address: plain query strings (`?q=2026&region=seoul`), without what is absent or empty. */
export function hrefOf({ to, params, search }: Address): string {
  const named: Readonly<Record<string, string>> = params ?? {};
  const path = to.replace(/\$(\w+)/g, (_, name: string) => encodeURIComponent(named[name] ?? ''));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search ?? {})) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  const written = query.toString();
  return written === '' ? path : `${path}?${written}`;
}

/** What a path names when it has the pattern's form; undefined when it has another, or is malformed. */
function paramsIn(pattern: string, pathname: string): Record<string, string> | undefined {
  const names = pattern.split('/');
  const parts = pathname.split('/');
  if (names.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? '';
    if (!name.startsWith('$')) {
      if (name !== part) return undefined;
    } else if (part === '') return undefined;
    else {
      try {
        params[name.slice(1)] = decodeURIComponent(part);
      } catch {
        return undefined;
      }
    }
  }
  return params;
}

/** Without the slash that some put at the end. */
export const plainPath = (pathname: string): string => pathname.replace(/(?<=.)\/+$/, '');

/** @returns undefined when no page stands there */
export function readAddress(pathname: string, search: string): Place | undefined {
  for (const to of Object.keys(searchReaders) as Path[]) {
    const params = paramsIn(to, plainPath(pathname));
    if (params === undefined) continue;
    const written = Object.fromEntries(new URLSearchParams(search));
    return { to, params, search: searchReaders[to](written) } as Place;
  }
  return undefined;
}
