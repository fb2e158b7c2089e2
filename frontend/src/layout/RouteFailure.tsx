import { useMessages } from '../i18n/messages.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { layoutMessages } from './messages.ts';

/** A page whose code could not be loaded or that threw: most often a new release in between. */
export function RouteFailure() {
  const t = useMessages(layoutMessages);
  return (
    <div role="alert" className="page py-12">
      <EmptyState
        title={t('failure')}
        action={
          <Button tone="signal" onClick={() => location.reload()}>
            {t('reload')}
          </Button>
        }
      >
        {t('failureBody')}
      </EmptyState>
    </div>
  );
}
