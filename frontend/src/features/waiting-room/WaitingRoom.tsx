import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../api/api.ts';
import { useSession } from '../../auth/session.tsx';
import { formatDateTime, formatDateTimeShort } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { navigate } from '../../router/context.ts';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { Countdown } from '../../ui/Countdown.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { DocumentTitle } from '../../ui/PageTitle.tsx';
import { LoadingNote, Skeleton } from '../../ui/Skeleton.tsx';
import { eventQuery } from '../catalogue/queries.ts';
import { LineView } from './LineView.tsx';
import { waitingMessages } from './messages.ts';
import { places } from './place.ts';
import { type Line, useLine } from './use-line.ts';

const openingSpreadMs = 1_500;

function useSubject(performanceId: string) {
  const performance = useQuery({
    queryKey: ['performance', performanceId],
    queryFn: ({ signal }) => api.getPerformance({ params: { performanceId }, signal }),
  });
  const eventId = performance.data?.event.id ?? '';
  const event = useQuery({ ...eventQuery(eventId), enabled: eventId !== '' });
  return { subject: performance.data, error: performance.error, event: event.data };
}

function Leave({ onLeave }: { onLeave: () => void }) {
  const t = useMessages(waitingMessages);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button tone="quiet" size="small" className="mt-8 -ml-3" onClick={() => setAsking(true)}>
        {t('leave')}
      </Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('leaveTitle')}
        description={t('leaveBody')}
        actions={
          <>
            <Button tone="quiet" onClick={onLeave}>
              {t('leaveYes')}
            </Button>
            <Button onClick={() => setAsking(false)}>{t('leaveNo')}</Button>
          </>
        }
      />
    </>
  );
}

type Ended = Extract<Line['kind'], 'sold_out' | 'closed'>;
const endWords = {
  sold_out: ['soldOutTitle', 'soldOutBody'],
  closed: ['closedTitle', 'closedBody'],
} as const satisfies Record<Ended, unknown>;

function Joining() {
  const t = useMessages(waitingMessages);
  return (
    <div className="mt-12">
      <LoadingNote />
      <p className="text-lg font-semibold">{t('joining')}</p>
      <Skeleton className="mt-3 h-28 w-3/4 max-w-xl sm:h-48" />
    </div>
  );
}

/** The line in front of a performance. Leads to its seats by itself. */
export function WaitingRoom({ performanceId }: { performanceId: string }) {
  const t = useMessages(waitingMessages);
  const locale = useLocale();
  const localized = useLocalized();
  const { state } = useSession();
  const { subject, error, event } = useSubject(performanceId);
  const { line, lostTouch, enterAgain } = useLine(performanceId, state.status === 'signed_in');
  const eventId = subject?.event.id;

  useEffect(() => {
    if (state.status !== 'signed_out') return;
    const next = `/waiting-room/${performanceId}`;
    void navigate({ to: '/login', search: { next }, replace: true });
  }, [state.status, performanceId]);

  const toEvent = (seats: boolean) => {
    if (eventId === undefined) return;
    const search = { performance: performanceId, ...(seats && { tab: 'seats' as const }) };
    void navigate({ to: '/events/$eventId', params: { eventId }, search, replace: true });
  };
  const admitted = line.kind === 'admitted';
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes once, when both are known
  useEffect(() => {
    if (admitted) toEvent(true);
  }, [admitted, eventId]);

  const zone = subject?.event.venue.timeZone ?? 'Asia/Seoul';
  const end = line.kind === 'sold_out' || line.kind === 'closed' ? endWords[line.kind] : undefined;
  const back = eventId !== undefined && (
    <ButtonLink to="/events/$eventId" params={{ eventId }}>
      {t('toEvent')}
    </ButtonLink>
  );
  const failure = error ?? (line.kind === 'failed' ? line.error : undefined);
  return (
    <div className="page max-w-5xl pt-8 pb-16 sm:pt-12">
      <DocumentTitle title={t('title')} />
      <h1 className="text-xl sm:text-2xl">
        <span className="sr-only">{t('title')}: </span>
        {subject === undefined ? (
          <Skeleton className="h-8 w-2/3 max-w-md" />
        ) : (
          localized(subject.event.title)
        )}
      </h1>
      {subject !== undefined && (
        <p className="figures mt-1 text-quiet">
          {formatDateTimeShort(subject.performance.startsAt, zone, locale)} ·{' '}
          {localized(subject.event.venue.name)}
        </p>
      )}
      {lostTouch && (
        <p role="status" className="mt-6 border-l-4 border-warning py-1 pl-4">
          {t('offline')}
        </p>
      )}
      {failure !== undefined && failure !== null ? (
        <ErrorState error={failure} action={back} className="mt-8" />
      ) : (
        <>
          {(line.kind === 'joining' || admitted) && <Joining />}
          {line.kind === 'waiting' && (
            <>
              <LineView line={line} event={event} />
              <Leave
                onLeave={() => {
                  places.remove(performanceId);
                  toEvent(false);
                }}
              />
            </>
          )}
          {line.kind === 'not_open' && (
            <div className="mt-12">
              <h2 className="text-2xl">{t('notOpenTitle')}</h2>
              <p className="mt-2 max-w-prose">
                {t('notOpenBody', { when: formatDateTime(line.opensAt, zone, locale) })}
              </p>
              <p className="mt-8 text-sm text-quiet">{t('untilOpening')}</p>
              <Countdown
                until={line.opensAt}
                warnBelowSeconds={0}
                // Everyone's clock strikes at once; a second of spread spares the door.
                onEnd={() => setTimeout(enterAgain, Math.random() * openingSpreadMs)}
                className="text-[clamp(3.5rem,16vw,9rem)] leading-none font-extrabold tracking-[-0.04em]"
              />
            </div>
          )}
          {end !== undefined && (
            <EmptyState title={t(end[0])} action={back} className="mt-10">
              {t(end[1])}
            </EmptyState>
          )}
        </>
      )}
    </div>
  );
}
