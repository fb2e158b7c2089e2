import { type Place, plainPath, readAddress } from './addresses.ts';
import { scrollMemory } from './scroll-memory.ts';

/** Where the visitor is; a new one for each step, also for one to the same address. */
export interface Location {
  /** The entry of the browser's history. */
  readonly key: string;
  readonly pathname: string;
  readonly hash: string;
  /** Path, search and fragment. */
  readonly href: string;
  /** Undefined where no page stands. */
  readonly place: Place | undefined;
  /** Whether the page begins at its top, or where it was left; else the screen stays where it is. */
  readonly resetScroll: boolean;
}

export interface StepOptions {
  /** Takes the place of the entry in the browser's history, instead of adding one. */
  readonly replace?: boolean | undefined;
  /** False for another state of the same page, which stays where it is scrolled to. */
  readonly resetScroll?: boolean | undefined;
}

interface EntryState {
  readonly key?: string;
}

/** Unique among a tab's entries; `crypto.randomUUID` is there on https alone. */
const newKey = (): string => Math.random().toString(36).slice(2);

/** Names the entry, which a reload keeps and going back finds again. */
function keyOfEntry(): string {
  const { key } = (history.state ?? {}) as EntryState;
  if (key !== undefined) return key;
  const made = newKey();
  history.replaceState({ key: made } satisfies EntryState, '');
  return made;
}

function readLocation(resetScroll: boolean): Location {
  const { pathname, search, hash } = location;
  return {
    key: keyOfEntry(),
    pathname: plainPath(pathname),
    hash,
    href: pathname + search + hash,
    place: readAddress(pathname, search),
    resetScroll,
  };
}

/** What the address bar says. */
let current = readLocation(true);
/** The entry whose page is on the screen: behind the address bar while the next page is being loaded. */
let shownKey = current.key;
let follow: (location: Location) => void = () => {};
const awaiting: (() => void)[] = [];

export const currentLocation = (): Location => current;

function move(change: () => void, resetScroll: boolean): void {
  if (shownKey === current.key) scrollMemory.leave(shownKey);
  change();
  current = readLocation(resetScroll);
  follow(current);
}

/**
 * Goes to an address of this site. Ends once its page is shown, or another one instead; what stands outside the
 * app (the waiting room) is left to the browser.
 */
export function go(href: string, { replace, resetScroll = true }: StepOptions = {}): Promise<void> {
  const { pathname, search } = new URL(href, location.origin);
  if (readAddress(pathname, search) === undefined) {
    location[replace === true ? 'replace' : 'assign'](href);
    return new Promise(() => {});
  }
  const state: EntryState = { key: newKey() };
  const stays = replace === true || href === current.href;
  move(() => history[stays ? 'replaceState' : 'pushState'](state, '', href), resetScroll);
  return new Promise((resolve) => awaiting.push(resolve));
}

/** To be called when the location's page is on the screen. */
export function arrived({ key, hash, resetScroll }: Location): void {
  shownKey = key;
  if (resetScroll) scrollMemory.arrive(key, hash);
  for (const resolve of awaiting.splice(0)) resolve();
}

/** Tells of every change of the location from now on; answers how to stop. */
export function followLocation(listener: (location: Location) => void): () => void {
  const onPopState = () => move(() => undefined, true);
  follow = listener;
  addEventListener('popstate', onPopState);
  const forgetScroll = scrollMemory.start(() => shownKey);
  return () => {
    follow = () => {};
    removeEventListener('popstate', onPopState);
    forgetScroll();
  };
}
