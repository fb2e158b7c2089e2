import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { queryClient } from './api/query-client.ts';
import { safeNextPath } from './features/account/next-path.ts';
import {
  eventQuery,
  onSaleQuery,
  openingQuery,
  searchQuery,
} from './features/catalogue/queries.ts';
import { parseSearchState, searchQueryOf } from './features/search/search-state.ts';
import { AppShell } from './layout/AppShell.tsx';
import { RouteFailure } from './layout/RouteFailure.tsx';
import { NotFoundPage } from './pages/NotFoundPage.tsx';
import { PageSkeleton } from './ui/Skeleton.tsx';

const rootRoute = createRootRoute({ component: AppShell, notFoundComponent: NotFoundPage });
const under = { getParentRoute: () => rootRoute } as const;

const homeRoute = createRoute({
  ...under,
  path: '/',
  // Data and code travel side by side; the page itself says what became of them.
  loader: () => {
    void queryClient.prefetchQuery(onSaleQuery);
    void queryClient.prefetchQuery(openingQuery);
  },
  component: lazyRouteComponent(() => import('./pages/HomePage.tsx'), 'HomePage'),
});
const searchRoute = createRoute({
  ...under,
  path: '/search',
  validateSearch: parseSearchState,
  loaderDeps: ({ search }) => search,
  loader: ({ deps }) => void queryClient.prefetchQuery(searchQuery(searchQueryOf(deps))),
  component: lazyRouteComponent(() => import('./pages/SearchPage.tsx'), 'SearchPage'),
});

/** Tabs of an event's page, as the address names them. */
export const eventTabs = ['info', 'seats', 'refunds', 'venue'] as const;
export type EventTab = (typeof eventTabs)[number];
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const eventRoute = createRoute({
  ...under,
  path: '/events/$eventId',
  loader: ({ params }) => void queryClient.prefetchQuery(eventQuery(params.eventId)),
  validateSearch: (search: Record<string, unknown>): { tab?: EventTab; performance?: string } => {
    const tab = eventTabs.find((each) => each === search.tab);
    const performance = text(search.performance);
    return { ...(tab && { tab }), ...(performance && { performance }) };
  },
  component: lazyRouteComponent(() => import('./pages/EventPage.tsx'), 'EventPage'),
});
const waitingRoomRoute = createRoute({
  ...under,
  path: '/waiting-room/$performanceId',
  component: lazyRouteComponent(() => import('./pages/WaitingRoomPage.tsx'), 'WaitingRoomPage'),
});
const checkoutRoute = createRoute({
  ...under,
  path: '/checkout/$bookingId',
  component: lazyRouteComponent(() => import('./pages/CheckoutPage.tsx'), 'CheckoutPage'),
});
const bookingsRoute = createRoute({
  ...under,
  path: '/bookings',
  component: lazyRouteComponent(() => import('./pages/BookingsPage.tsx'), 'BookingsPage'),
});
const bookingRoute = createRoute({
  ...under,
  path: '/bookings/$bookingId',
  component: lazyRouteComponent(() => import('./pages/BookingPage.tsx'), 'BookingPage'),
});
const receiptRoute = createRoute({
  ...under,
  path: '/bookings/$bookingId/receipt',
  component: lazyRouteComponent(() => import('./pages/ReceiptPage.tsx'), 'ReceiptPage'),
});
const ticketsRoute = createRoute({
  ...under,
  path: '/bookings/$bookingId/tickets',
  component: lazyRouteComponent(() => import('./pages/TicketsPage.tsx'), 'TicketsPage'),
});

/** Where to go after signing in: a path of this site only, never another origin. */
const next = (search: Record<string, unknown>): { next?: string } => {
  const path = safeNextPath(search.next);
  return path === undefined ? {} : { next: path };
};
const registerRoute = createRoute({
  ...under,
  path: '/register',
  validateSearch: next,
  component: lazyRouteComponent(() => import('./pages/RegisterPage.tsx'), 'RegisterPage'),
});
const loginRoute = createRoute({
  ...under,
  path: '/login',
  validateSearch: next,
  component: lazyRouteComponent(() => import('./pages/LoginPage.tsx'), 'LoginPage'),
});
const forgotPasswordRoute = createRoute({
  ...under,
  path: '/password/forgot',
  component: lazyRouteComponent(
    () => import('./pages/ForgotPasswordPage.tsx'),
    'ForgotPasswordPage',
  ),
});
const resetPasswordRoute = createRoute({
  ...under,
  path: '/password/reset',
  component: lazyRouteComponent(() => import('./pages/ResetPasswordPage.tsx'), 'ResetPasswordPage'),
});
const verifyEmailRoute = createRoute({
  ...under,
  path: '/email/verify',
  component: lazyRouteComponent(() => import('./pages/VerifyEmailPage.tsx'), 'VerifyEmailPage'),
});
const accountRoute = createRoute({
  ...under,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/AccountPage.tsx'), 'AccountPage'),
});

/** Plain query strings (`?q=2026&region=seoul`), where the router's own would quote the number. */
const parseSearch = (search: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(search));
function stringifySearch(search: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  const written = query.toString();
  return written === '' ? '' : `?${written}`;
}

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    homeRoute,
    searchRoute,
    eventRoute,
    waitingRoomRoute,
    checkoutRoute,
    bookingsRoute,
    bookingRoute,
    receiptRoute,
    ticketsRoute,
    registerRoute,
    loginRoute,
    forgotPasswordRoute,
    resetPasswordRoute,
    verifyEmailRoute,
    accountRoute,
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: RouteFailure,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
