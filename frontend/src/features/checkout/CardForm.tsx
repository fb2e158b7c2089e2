import { Lock } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { useMessages } from '../../i18n/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import {
  brandOf,
  type CardFaults,
  type CardInput,
  cardFaults,
  digitsOf,
  formatCardNumber,
  formatExpiry,
} from './card.ts';
import { checkoutMessages } from './messages.ts';

export interface CardFormProps {
  /** On the button: `198,000원 결제하기`. */
  readonly payLabel: string;
  readonly busy: boolean;
  /** Says what else is missing; true when the card may be sent. */
  readonly mayPay: () => boolean;
  readonly onPay: (card: CardInput) => void;
}

const empty: CardInput = { number: '', expiry: '', cvc: '' };
const faultKeys = {
  number: { incomplete: 'numberIncomplete', wrong: 'numberWrong', past: 'numberWrong' },
  expiry: { incomplete: 'expiryIncomplete', wrong: 'expiryWrong', past: 'expiryPast' },
  cvc: { incomplete: 'cvcIncomplete', wrong: 'cvcIncomplete', past: 'cvcIncomplete' },
} as const;

/** The card form in front of the local payment server. What is typed stays in this component. */
export function CardForm({ payLabel, busy, mayPay, onPay }: CardFormProps) {
  const t = useMessages(checkoutMessages);
  const form = useRef<HTMLFormElement>(null);
  const [card, setCard] = useState(empty);
  const [faults, setFaults] = useState<CardFaults>({});
  const brand = brandOf(card.number);
  const change = (part: Partial<CardInput>) => {
    setCard((now) => ({ ...now, ...part }));
    const rest = Object.entries(faults).filter(([name]) => !(name in part));
    setFaults(Object.fromEntries(rest));
  };
  /** Checks a field on leaving it, once something stands in it. */
  const check = (name: keyof CardInput) => {
    if (card[name] === '') return;
    const fault = cardFaults(card, new Date())[name];
    setFaults(({ [name]: _, ...others }) => (fault ? { ...others, [name]: fault } : others));
  };
  const textOf = (name: keyof CardInput) => {
    const fault = faults[name];
    return fault && t(faultKeys[name][fault], { length: brand.cvcLength });
  };
  function submit(event: FormEvent): void {
    event.preventDefault();
    const found = cardFaults(card, new Date());
    setFaults(found);
    const first = Object.keys(found)[0];
    if (first !== undefined) {
      form.current?.querySelector<HTMLInputElement>(`[name="card-${first}"]`)?.focus();
      return;
    }
    if (mayPay()) onPay(card);
  }
  return (
    <form ref={form} noValidate onSubmit={submit} className="flex flex-col gap-5">
      <fieldset disabled={busy} className="flex flex-col gap-5">
        <legend className="mb-4 text-xl font-extrabold tracking-title">{t('card')}</legend>
        <Field
          name="card-number"
          label={t('cardNumber')}
          value={card.number}
          onChange={({ target }) => change({ number: formatCardNumber(target.value) })}
          onBlur={() => check('number')}
          error={textOf('number')}
          autoComplete="cc-number"
          inputMode="numeric"
          placeholder="0000 0000 0000 0000"
          className="figures"
          trailing={
            brand.name !== '' && (
              <span className="pr-2 text-sm font-bold text-quiet">{brand.name}</span>
            )
          }
        />
        <div className="grid grid-cols-2 gap-4">
          <Field
            name="card-expiry"
            label={t('expiry')}
            value={card.expiry}
            onChange={({ target }) => change({ expiry: formatExpiry(target.value, card.expiry) })}
            onBlur={() => check('expiry')}
            error={textOf('expiry')}
            autoComplete="cc-exp"
            inputMode="numeric"
            placeholder={t('expiryHint')}
            className="figures"
          />
          <Field
            name="card-cvc"
            label={t('cvc')}
            value={card.cvc}
            onChange={({ target }) =>
              change({ cvc: digitsOf(target.value).slice(0, brand.cvcLength) })
            }
            onBlur={() => check('cvc')}
            error={textOf('cvc')}
            autoComplete="cc-csc"
            inputMode="numeric"
            placeholder={'0'.repeat(brand.cvcLength)}
            className="figures"
          />
        </div>
      </fieldset>
      <p className="flex items-start gap-2 text-sm text-quiet">
        <Lock aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
        {t('cardHint')}
      </p>
      <Button type="submit" tone="signal" size="large" wide busy={busy} className="figures">
        {busy ? t('paying') : payLabel}
      </Button>
    </form>
  );
}
