import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useMessages } from '../../i18n/messages.ts';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorNote, ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingNote } from '../../ui/Skeleton.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { useNow } from '../../ui/use-now.ts';
import { BookingRow, BookingRowSkeleton } from './BookingRow.tsx';
import { type BookingGroup, bookingGroups, inGroup } from './booking-groups.ts';
import { bookingMessages } from './messages.ts';
import { bookingsQuery } from './queries.ts';

const regroupMs = 60_000;
const emptyTitles = {
  upcoming: 'emptyUpcoming',
  past: 'emptyPast',
  cancelled: 'emptyCancelled',
} as const;

function Empty({ group }: { group: BookingGroup }) {
  const t = useMessages(bookingMessages);
  return (
    <EmptyState
      title={t(emptyTitles[group])}
      className="border-t-0"
      action={group === 'upcoming' && <ButtonLink to="/search">{t('browse')}</ButtonLink>}
    >
      {group === 'upcoming' && t('emptyUpcomingBody')}
    </EmptyState>
  );
}

export const BookingListSkeleton = () => (
  <div className="page">
    <LoadingNote />
    {['first', 'second', 'third'].map((key) => (
      <BookingRowSkeleton key={key} />
    ))}
  </div>
);

/** Asks for the next page when the end of the list comes into sight. */
function NextPage({ busy, error, onMore }: { busy: boolean; error: unknown; onMore: () => void }) {
  const t = useMessages(bookingMessages);
  const end = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  more.current = onMore;
  useEffect(() => {
    if (end.current === null || busy || error !== null) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting === true) more.current();
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [busy, error]);
  return (
    <div ref={end} className="flex flex-col items-start gap-4 py-6">
      <ErrorNote error={error} />
      <Button busy={busy} onClick={onMore}>
        {busy ? t('loadingMore') : t('more')}
      </Button>
    </div>
  );
}

/** All bookings of the account in three lists. */
export function BookingList({ accountId }: { accountId: string }) {
  const t = useMessages(bookingMessages);
  const query = useInfiniteQuery(bookingsQuery(accountId));
  const [group, setGroup] = useState<BookingGroup>('upcoming');
  const now = useNow(regroupMs);
  if (query.data === undefined) {
    if (!query.isError) return <BookingListSkeleton />;
    return (
      <div className="page">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  const all = query.data.pages.flatMap(({ items }) => items);
  const panel = (each: BookingGroup) => {
    const shown = inGroup(all, each, now);
    return (
      <div className="page">
        {shown.length === 0 && !query.hasNextPage && <Empty group={each} />}
        {shown.map((booking) => (
          <BookingRow key={booking.id} booking={booking} />
        ))}
        {query.hasNextPage && (
          <NextPage
            busy={query.isFetchingNextPage}
            error={query.isFetchNextPageError ? query.error : null}
            onMore={() => void query.fetchNextPage()}
          />
        )}
      </div>
    );
  };
  return (
    <Tabs<BookingGroup>
      label={t('lists')}
      value={group}
      onChange={setGroup}
      sticky
      items={bookingGroups.map((each) => ({ value: each, label: t(each), panel: panel(each) }))}
    />
  );
}
