import { type ComponentType, startTransition, useEffect, useLayoutEffect, useState } from 'react';
import { AppShell } from '../layout/AppShell.tsx';
import { RouteFailure } from '../layout/RouteFailure.tsx';
import { NotFoundPage } from '../pages/NotFoundPage.tsx';
import { CatchBoundary } from '../ui/CatchBoundary.tsx';
import { PageSkeleton } from '../ui/Skeleton.tsx';
import { LocationContext } from './context.ts';
import { arrived, currentLocation, followLocation, type Location } from './history.ts';
import { loadedPage, preparePage } from './pages.ts';
import { reloadOnce } from './reload-once.ts';

/** The page on the screen stays for this long while the code of the next one is on its way. */
const patienceMs = 1_000;

interface Shown {
  readonly location: Location;
  readonly Page: ComponentType;
  /** Whether the page itself is there, not its skeleton. */
  readonly ready: boolean;
}

/** Shows each location's page as soon as its code is there, a skeleton when that takes long. */
function followPages(show: (shown: Shown) => void): () => void {
  let latest: Location;
  const open = async (location: Location): Promise<void> => {
    latest = location;
    const showHere = (Page: ComponentType, ready: boolean) => {
      if (location === latest) startTransition(() => show({ location, Page, ready }));
    };
    const { place } = location;
    if (place === undefined) return showHere(NotFoundPage, true);
    const preparing = preparePage(place);
    const loaded = loadedPage(place.to);
    if (loaded !== undefined) return showHere(loaded, true);
    const timer = setTimeout(() => showHere(PageSkeleton, false), patienceMs);
    try {
      showHere(await preparing, true);
    } catch (error) {
      if (!reloadOnce(error)) showHere(RouteFailure, true);
    } finally {
      clearTimeout(timer);
    }
  };
  const stop = followLocation((location) => void open(location));
  void open(currentLocation());
  return stop;
}

/** The site: what every page stands in, and the page that the address names. */
export function Router() {
  const [{ location, Page, ready }, setShown] = useState<Shown>(() => ({
    location: currentLocation(),
    Page: PageSkeleton,
    ready: false,
  }));
  useEffect(() => followPages(setShown), []);
  useLayoutEffect(() => {
    if (ready) arrived(location);
  }, [location, ready]);
  return (
    <LocationContext value={location}>
      <AppShell>
        <CatchBoundary resetKey={location} fallback={() => <RouteFailure />}>
          <Page />
        </CatchBoundary>
      </AppShell>
    </LocationContext>
  );
}
