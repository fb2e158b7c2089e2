import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useMessages } from '../../i18n/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { uiMessages } from '../../ui/messages.ts';
import type { SearchOutage as Outage } from '../catalogue/search-or-list.ts';
import { searchMessages } from './messages.ts';

export interface SearchOutageProps {
  /** Absent while search works. */
  readonly outage: Outage | undefined;
  readonly query: string | undefined;
  /** Asks search once more; ends when it has answered or not. */
  readonly onRetry: () => Promise<unknown>;
}

function OutageNote({ outage, query, onRetry }: SearchOutageProps & { outage: Outage }) {
  const t = useMessages(searchMessages);
  const ui = useMessages(uiMessages);
  const [attempt, setAttempt] = useState<'none' | 'running' | 'failed'>('none');
  const tryAgain = async () => {
    setAttempt('running');
    await onRetry();
    // A success takes this note away, so whoever still sees it has tried in vain.
    setAttempt('failed');
  };
  const list =
    query === undefined ? 'outageList' : outage.wordsFound ? 'outageFound' : 'outageNotFound';
  return (
    <div className="flex flex-col items-start justify-between gap-x-10 gap-y-4 border-t border-line pt-5 pb-6 sm:flex-row sm:items-center">
      <div className="min-w-0">
        <h2 className="text-lg sm:text-xl">{t('outage')}</h2>
        <p className="mt-1 max-w-prose text-sm text-quiet sm:text-base">
          {t(list, { query: query ?? '' })} {t('outageBooking')}
        </p>
        {attempt === 'failed' && (
          <p className="mt-2 text-sm font-semibold sm:text-base">{t('outageStill')}</p>
        )}
      </div>
      <Button
        size="small"
        busy={attempt === 'running'}
        onClick={() => void tryAgain()}
        className="shrink-0"
      >
        <RotateCw aria-hidden="true" className="size-4" />
        {ui('retry')}
      </Button>
    </div>
  );
}

/** Says that search is out, what stands here instead, and tries again; nothing while search works. */
export const SearchOutage = ({ outage, ...rest }: SearchOutageProps) => (
  <div role="status">{outage !== undefined && <OutageNote outage={outage} {...rest} />}</div>
);
