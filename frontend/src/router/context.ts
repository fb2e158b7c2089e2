import { createContext, useContext } from 'react';
import type { ParamsOf, Path, PlaceAt, SearchOf } from './addresses.ts';
import { type Address, hrefOf } from './addresses.ts';
import { currentLocation, go, type Location, type StepOptions } from './history.ts';

/** The location of the page on the screen: not yet the next one's while that is being loaded. */
export const LocationContext = createContext<Location>(currentLocation());

export const useLocation = (): Location => useContext(LocationContext);

/** Goes to an address. Ends once its page is shown, or another one instead. */
export const navigate = ({ replace, resetScroll, ...address }: Address & StepOptions) =>
  go(hrefOf(address), { replace, resetScroll });

function usePlace<P extends Path>(path: P): PlaceAt<P> {
  const { place } = useLocation();
  if (place?.to !== path) throw new Error(`${path} is not the page on the screen`);
  return place as PlaceAt<P>;
}

/** What the address of this page names: `useParams('/events/$eventId').eventId`. */
export const useParams = <P extends Path>(path: P): ParamsOf<P> => usePlace(path).params;

/** What stands after `?` in the address of this page. */
export const useSearch = <P extends Path>(path: P): SearchOf<P> => usePlace(path).search;
