import type { PaymentMethod } from '@ticketing/contracts';
import { useMessages } from '../../i18n/messages.ts';
import { checkoutMessages } from './messages.ts';

const methods = ['card', 'virtual_account'] as const satisfies readonly PaymentMethod[];

/** 결제 수단: by card at once, or by bank transfer within hours. */
export function MethodChoice({
  method,
  onChange,
}: {
  method: PaymentMethod;
  onChange: (method: PaymentMethod) => void;
}) {
  const t = useMessages(checkoutMessages);
  return (
    <fieldset className="mb-8">
      <legend className="mb-2 text-xl font-extrabold tracking-title">{t('method')}</legend>
      {methods.map((each) => (
        <label
          key={each}
          className="flex min-h-12 cursor-pointer items-center gap-3 border-b border-line py-2"
        >
          <input
            type="radio"
            name="method"
            checked={method === each}
            onChange={() => onChange(each)}
            className="size-5 shrink-0 accent-ink"
          />
          <span className="font-semibold">{t(`method_${each}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
