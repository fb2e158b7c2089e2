import { type ComponentProps, type MouseEvent, useEffect, useRef } from 'react';
import { type Address, hrefOf, readAddress } from './addresses.ts';
import { useLocation } from './context.ts';
import { go, type Location, type StepOptions } from './history.ts';
import { preparePage } from './pages.ts';

/** A pointer that only passes by fetches nothing. */
const intentMs = 50;

type AnchorProps = Omit<
  ComponentProps<'a'>,
  'href' | 'target' | keyof ReturnType<typeof useIntent>
>;
export type LinkProps = Address & StepOptions & AnchorProps;

/** Whether the link leads to the page on the screen, or to what it stands under. */
function leadsHere({ pathname, href: here }: Location, href: string): boolean {
  const [path = '', query = ''] = href.split('?');
  if (pathname !== path && (path === '/' || !pathname.startsWith(`${path}/`))) return false;
  const search = new URL(here, location.origin).searchParams;
  return [...new URLSearchParams(query)].every(([name, value]) => search.get(name) === value);
}

function prepare(href: string): void {
  const { pathname, search } = new URL(href, location.origin);
  const place = readAddress(pathname, search);
  // What fails now is tried again when the visitor goes there.
  if (place !== undefined) preparePage(place).catch(() => undefined);
}

/** Begins to fetch a page when somebody is about to go there. */
function useIntent(href: string) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const cancel = () => clearTimeout(timer.current);
  const soon = () => {
    cancel();
    timer.current = setTimeout(() => prepare(href), intentMs);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    onMouseEnter: soon,
    onFocus: soon,
    onMouseLeave: cancel,
    onBlur: cancel,
    onTouchStart: () => prepare(href),
  };
}

/** Whether the browser shall open the link itself: in a new tab, or to save it. */
const isForBrowser = ({ button, metaKey, altKey, ctrlKey, shiftKey }: MouseEvent): boolean =>
  button !== 0 || metaKey || altKey || ctrlKey || shiftKey;

/** A link within the site: `<Link to="/events/$eventId" params={{ eventId }}>`. */
export function Link({ to, params, search, replace, resetScroll, ...rest }: LinkProps) {
  const href = hrefOf({ to, params, search } as Address);
  const here = useLocation();
  const intent = useIntent(href);
  return (
    <a
      {...rest}
      {...intent}
      href={href}
      aria-current={leadsHere(here, href) ? 'page' : rest['aria-current']}
      onClick={(event) => {
        rest.onClick?.(event);
        if (event.defaultPrevented || isForBrowser(event)) return;
        event.preventDefault();
        void go(href, { replace, resetScroll });
      }}
    />
  );
}

/** Goes elsewhere as soon as it is rendered. */
export function Navigate({ to, params, search, replace, resetScroll }: Address & StepOptions) {
  const href = hrefOf({ to, params, search } as Address);
  useEffect(() => void go(href, { replace, resetScroll }), [href, replace, resetScroll]);
  return null;
}
