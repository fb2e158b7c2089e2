import type { Booking } from '@ticketing/contracts';
import { useRef, useState } from 'react';
import { api } from '../../api/api.ts';
import { newIdempotencyKey } from '../../api/idempotency-key.ts';
import { useMessages } from '../../i18n/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorState.tsx';
import { checkoutMessages } from './messages.ts';

export interface DepositFormProps {
  readonly booking: Booking;
  readonly hours: number;
  readonly mayPay: () => boolean;
  readonly onBegin: () => void;
  readonly onIdle: () => void;
  readonly onIssued: () => void;
}

/** 무통장입금: how it goes, and the button that has an account issued for this booking alone. */
export function DepositForm(props: DepositFormProps) {
  const t = useMessages(checkoutMessages);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  // One key, so that a second press after a lost answer issues no second account.
  const key = useRef<string>(undefined);
  async function issue(): Promise<void> {
    if (!props.mayPay()) return;
    key.current ??= newIdempotencyKey();
    setBusy(true);
    setError(undefined);
    props.onBegin();
    try {
      await api.createPaymentIntent({
        body: { bookingId: props.booking.id, method: 'virtual_account' },
        idempotencyKey: key.current,
      });
      props.onIssued();
    } catch (reason) {
      setError(reason);
      setBusy(false);
      props.onIdle();
    }
  }
  return (
    <div className="flex flex-col gap-5">
      <ul className="list-disc space-y-1 pl-5 marker:text-quiet">
        <li>{t('depositIntro', { hours: props.hours })}</li>
        <li>{t('depositExact')}</li>
        <li>{t('depositLate')}</li>
      </ul>
      <ErrorNote error={error} />
      <Button tone="signal" size="large" wide busy={busy} onClick={() => void issue()}>
        {t(busy ? 'depositIssuing' : 'depositIssue')}
      </Button>
    </div>
  );
}
