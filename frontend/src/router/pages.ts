import type { ComponentType } from 'react';
import { queryClient } from '../api/query-client.ts';
import {
  eventQuery,
  onSaleQuery,
  openingQuery,
  searchQuery,
} from '../features/catalogue/queries.ts';
import { searchQueryOf } from '../features/search/search-state.ts';
import type { Path, Place, PlaceAt } from './addresses.ts';

interface Page<P extends Path> {
  /** Fetches the page's code; each page is a chunk of its own. */
  readonly load: () => Promise<ComponentType>;
  /** Begins to fetch its data, beside its code; the page itself says what became of them. */
  readonly prepare?: (place: PlaceAt<P>) => void;
}

/** What stands at each address. */
const pages: { readonly [P in Path]: Page<P> } = {
  '/': {
    load: async () => (await import('../pages/HomePage.tsx')).HomePage,
    prepare: () => {
      void queryClient.prefetchQuery(onSaleQuery);
      void queryClient.prefetchQuery(openingQuery);
    },
  },
  '/search': {
    load: async () => (await import('../pages/SearchPage.tsx')).SearchPage,
    prepare: ({ search }) => void queryClient.prefetchQuery(searchQuery(searchQueryOf(search))),
  },
  '/events/$eventId': {
    load: async () => (await import('../pages/EventPage.tsx')).EventPage,
    prepare: ({ params }) => void queryClient.prefetchQuery(eventQuery(params.eventId)),
  },
  '/checkout/$bookingId': {
    load: async () => (await import('../pages/CheckoutPage.tsx')).CheckoutPage,
  },
  '/bookings': {
    load: async () => (await import('../pages/BookingsPage.tsx')).BookingsPage,
  },
  '/bookings/$bookingId': {
    load: async () => (await import('../pages/BookingPage.tsx')).BookingPage,
  },
  '/bookings/$bookingId/receipt': {
    load: async () => (await import('../pages/ReceiptPage.tsx')).ReceiptPage,
  },
  '/bookings/$bookingId/tickets': {
    load: async () => (await import('../pages/TicketsPage.tsx')).TicketsPage,
  },
  '/register': { load: async () => (await import('../pages/RegisterPage.tsx')).RegisterPage },
  '/login': { load: async () => (await import('../pages/LoginPage.tsx')).LoginPage },
  '/password/forgot': {
    load: async () => (await import('../pages/ForgotPasswordPage.tsx')).ForgotPasswordPage,
  },
  '/password/reset': {
    load: async () => (await import('../pages/ResetPasswordPage.tsx')).ResetPasswordPage,
  },
  '/email/verify': {
    load: async () => (await import('../pages/VerifyEmailPage.tsx')).VerifyEmailPage,
  },
  '/account': { load: async () => (await import('../pages/AccountPage.tsx')).AccountPage },
};

const loaded = new Map<Path, ComponentType>();

/** The page of an address, if its code is there. */
export const loadedPage = (path: Path): ComponentType | undefined => loaded.get(path);

/** Fetches what a place needs, code and data; both are kept, so that asking again costs nothing. */
export async function preparePage(place: Place): Promise<ComponentType> {
  const page = pages[place.to] as Page<typeof place.to>;
  page.prepare?.(place);
  const ready = loaded.get(place.to) ?? (await page.load());
  loaded.set(place.to, ready);
  return ready;
}
