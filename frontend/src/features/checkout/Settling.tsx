import { Check } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useMessages } from '../../i18n/messages.ts';
import { ButtonLink } from '../../ui/Button.tsx';
import { MovingLine } from '../../ui/MovingLine.tsx';
import { checkoutMessages } from './messages.ts';

const slowAfterMs = 20_000;
const steps = ['stepCard', 'stepSeats', 'stepTickets'] as const;

/** The card was sent: what is being done, calmly, and when it is safe to leave. */
export function Settling({ step, unclear }: { step: number; unclear: boolean }) {
  const t = useMessages(checkoutMessages);
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowAfterMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <section aria-labelledby="settling" className="max-w-xl py-4">
      <h2 id="settling" className="text-2xl">
        {t('settlingTitle')}
      </h2>
      <div className="my-6">
        <MovingLine />
      </div>
      <ol className="flex flex-col gap-3">
        {steps.map((key, index) => (
          <li
            key={key}
            className={`flex items-center gap-3 ${index > step ? 'text-quiet' : 'font-bold'}`}
          >
            {index < step ? (
              <Check aria-hidden="true" className="size-5 text-positive-text" />
            ) : (
              <span
                aria-hidden="true"
                className={`m-1 size-3 rounded-full border-2 ${index === step ? 'border-ink' : 'border-line'}`}
              />
            )}
            {t(key)}
          </li>
        ))}
      </ol>
      <p role="status" className="mt-6">
        {t(slow ? 'settlingSlow' : unclear ? 'unclear' : 'settlingBody')}
      </p>
      {slow && (
        <div className="mt-4">
          <ButtonLink to="/bookings">{t('toBookings')}</ButtonLink>
        </div>
      )}
    </section>
  );
}
