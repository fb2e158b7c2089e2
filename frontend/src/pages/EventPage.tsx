import { useQuery } from '@tanstack/react-query';
import type { EventDetail, Performance } from '@ticketing/contracts';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { api } from '../api/api.ts';
import { isProblem } from '../api/problem.ts';
import { eventQuery } from '../features/catalogue/queries.ts';
import { initialPerformance } from '../features/event/availability.ts';
import { BookingBar } from '../features/event/BookingBar.tsx';
import { EventHead } from '../features/event/EventHead.tsx';
import { EventHeadSkeleton } from '../features/event/EventHeadSkeleton.tsx';
import { InfoPanel } from '../features/event/InfoPanel.tsx';
import { eventMessages } from '../features/event/messages.ts';
import { nextStep } from '../features/event/next-step.ts';
import { PerformancePicker } from '../features/event/PerformancePicker.tsx';
import { SeatsPanel } from '../features/event/SeatsPanel.tsx';
import { useLocalized, useMessages } from '../i18n/messages.ts';
import { layoutMessages } from '../layout/messages.ts';
import type { EventTab } from '../router/addresses.ts';
import { navigate, useParams, useSearch } from '../router/context.ts';
import { ButtonLink } from '../ui/Button.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { DocumentTitle } from '../ui/PageTitle.tsx';
import { PageSkeleton } from '../ui/Skeleton.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { useNow } from '../ui/use-now.ts';

/** What stands behind tabs that few open comes after the page, so that opening them waits for nothing. */
const loadRefunds = () => import('../features/event/RefundPanel.tsx');
const loadVenue = () => import('../features/event/VenuePanel.tsx');
const RefundPanel = lazy(async () => ({ default: (await loadRefunds()).RefundPanel }));
const VenuePanel = lazy(async () => ({ default: (await loadVenue()).VenuePanel }));
const settleMs = 2_000;
const lineRefetchMs = 10_000;
const openingBeatMs = 5_000;

/** Whether people are waiting in front of the performance; asked only where a waiting room may stand. */
function useLine(performance: Performance | undefined) {
  const guarded = performance?.saleState === 'on_sale' && performance.waitingRoom !== 'off';
  const performanceId = performance?.id ?? '';
  const { data } = useQuery({
    queryKey: ['waiting-room', performanceId, 'status'],
    queryFn: ({ signal }) => api.getWaitingRoomStatus({ params: { performanceId }, signal }),
    enabled: guarded,
    refetchInterval: lineRefetchMs,
    retry: false,
  });
  return guarded ? data : undefined;
}

/** Cancelled or postponed: what it means for those who hold tickets, before anything else. */
function Notice({ event }: { event: EventDetail }) {
  const t = useMessages(eventMessages);
  const { saleState } = event.summary;
  if (saleState !== 'cancelled' && saleState !== 'postponed') return null;
  return (
    <section className="border-b border-line bg-sunken">
      <div className="page flex flex-wrap items-center justify-between gap-x-10 gap-y-4 py-6">
        <div className="max-w-prose">
          <p className="text-lg font-extrabold tracking-title text-warning-text">
            {t(saleState === 'cancelled' ? 'cancelledTitle' : 'postponedTitle')}
          </p>
          <p className="mt-1">{t(saleState === 'cancelled' ? 'cancelledBody' : 'postponedBody')}</p>
        </div>
        <ButtonLink to="/bookings">{t('toBookings')}</ButtonLink>
      </div>
    </section>
  );
}

function usePanelsLater(): void {
  useEffect(() => {
    const load = () => Promise.all([loadRefunds(), loadVenue()]).catch(() => undefined);
    const timer = setTimeout(() => void load(), settleMs);
    return () => clearTimeout(timer);
  }, []);
}

/** The page once the event is there. */
function Loaded({ event }: { event: EventDetail }) {
  const t = useMessages(eventMessages);
  const here = { to: '/events/$eventId', params: useParams('/events/$eventId') } as const;
  const search = useSearch('/events/$eventId');
  const tabs = useRef<HTMLDivElement>(null);
  usePanelsLater();
  const picked = initialPerformance(event.performances, search.performance);
  const step = nextStep(event.summary, picked, useLine(picked), useNow(openingBeatMs));
  const tab = search.tab ?? 'info';
  const pick = (performance: Performance) =>
    void navigate({
      ...here,
      search: { ...search, performance: performance.id },
      replace: true,
      resetScroll: false,
    });
  const openTab = (next: EventTab) =>
    void navigate({
      ...here,
      search: { ...search, tab: next },
      replace: true,
      resetScroll: false,
    });
  // An address that names the seats (from the waiting room, or shared) begins at the seats.
  const startsAtSeats = useRef(tab === 'seats');
  useEffect(() => {
    if (startsAtSeats.current) tabs.current?.scrollIntoView({ block: 'start' });
  }, []);
  const chooseSeats = async () => {
    await navigate({
      ...here,
      search: { tab: 'seats' as const, ...(picked && { performance: picked.id }) },
      resetScroll: false,
    });
    tabs.current?.scrollIntoView({ block: 'start', behavior: 'smooth' });
  };
  return (
    <>
      <Notice event={event} />
      <EventHead event={event} picked={picked}>
        <section className="mt-10" aria-labelledby="performances">
          <h2 id="performances" className="mb-4 text-xl">
            {t('choosePerformance')}
          </h2>
          <PerformancePicker
            performances={event.performances}
            timeZone={event.venue.timeZone}
            picked={picked}
            onPick={pick}
          />
        </section>
      </EventHead>
      <div ref={tabs}>
        <Tabs<EventTab>
          label={t('tabs')}
          value={tab}
          onChange={openTab}
          sticky
          items={[
            { value: 'info', label: t('tabInfo'), panel: <InfoPanel event={event} /> },
            {
              value: 'seats',
              label: t('tabSeats'),
              panel: <SeatsPanel event={event} picked={picked} step={step} onPick={pick} />,
            },
            {
              value: 'refunds',
              label: t('tabRefunds'),
              panel: (
                <Suspense fallback={<PageSkeleton />}>
                  <RefundPanel event={event} picked={picked} />
                </Suspense>
              ),
            },
            {
              value: 'venue',
              label: t('tabVenue'),
              panel: (
                <Suspense fallback={<PageSkeleton />}>
                  <VenuePanel event={event} />
                </Suspense>
              ),
            },
          ]}
        />
      </div>
      {/* The seat map has its own bar with the chosen seats and the total. */}
      {tab !== 'seats' && (
        <BookingBar
          event={event}
          picked={picked}
          step={step}
          onChooseSeats={() => void chooseSeats()}
        />
      )}
    </>
  );
}

/** `/events/:eventId`: everything about an event, and the way to its seats. */
export function EventPage() {
  const { eventId } = useParams('/events/$eventId');
  const t = useMessages(layoutMessages);
  const localized = useLocalized();
  const event = useQuery(eventQuery(eventId));
  if (event.data !== undefined) {
    return (
      <>
        <DocumentTitle title={localized(event.data.summary.title)} />
        <Loaded key={eventId} event={event.data} />
      </>
    );
  }
  if (!event.isError) return <EventHeadSkeleton />;
  const gone = isProblem(event.error, 'event_not_found', 'invalid_request');
  return (
    <div className="page pt-8">
      <ErrorState
        heading="h1"
        error={event.error}
        onRetry={gone ? undefined : () => void event.refetch()}
        action={gone && <ButtonLink to="/search">{t('notFoundSearch')}</ButtonLink>}
      />
    </div>
  );
}
