import { useState } from 'react';
import { useMessages } from '../../i18n/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorState.tsx';
import { checkoutMessages } from './messages.ts';

/** Gives the seats back, after asking. `onGiveUp` rejects with what went wrong. */
export function GiveUp({ onGiveUp }: { onGiveUp: () => Promise<void> }) {
  const t = useMessages(checkoutMessages);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  async function giveUp(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await onGiveUp();
    } catch (reason) {
      setError(reason);
      setBusy(false);
    }
  }
  return (
    <>
      <Button tone="quiet" size="small" onClick={() => setAsking(true)}>
        {t('giveUp')}
      </Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('giveUpTitle')}
        description={t('giveUpBody')}
        actions={
          <>
            <Button tone="quiet" busy={busy} onClick={() => void giveUp()}>
              {t('giveUpYes')}
            </Button>
            <Button onClick={() => setAsking(false)}>{t('giveUpNo')}</Button>
          </>
        }
      >
        <ErrorNote error={error} className="mt-4" />
      </Dialog>
    </>
  );
}
