import type { CancellationPolicy } from '@ticketing/contracts';
import { formatMoney } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { checkoutMessages } from './messages.ts';

export interface PolicyAgreementProps {
  readonly policy: CancellationPolicy | undefined;
  readonly currency: string;
  readonly agreed: boolean;
  /** The customer tried to pay without agreeing. */
  readonly missing: boolean;
  readonly onChange: (agreed: boolean) => void;
}

function Terms({ policy, currency }: { policy: CancellationPolicy; currency: string }) {
  const t = useMessages(checkoutMessages);
  const locale = useLocale();
  const fee = ({ flatMinor, percentMax, percent }: CancellationPolicy['tiers'][number]) => {
    if (flatMinor !== undefined && flatMinor > 0) {
      const amount = formatMoney(flatMinor, currency, locale);
      if (percentMax === undefined) return t('policyFlatOnly', { amount });
      return t('policyFlat', { amount, percent: percentMax });
    }
    return percent ? t('policyPercent', { percent }) : t('policyNone');
  };
  const tiers = [...policy.tiers].sort((one, other) => other.daysBeforeMin - one.daysBeforeMin);
  return (
    <div className="text-sm text-quiet">
      {policy.freeDaysAfterBooking > 0 && (
        <p>
          {t('policyFree', {
            days: policy.freeDaysAfterBooking,
            before: policy.freeNotWithinDaysBefore,
          })}
        </p>
      )}
      <dl className="figures my-3 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
        {tiers.map((tier) => (
          <div key={tier.daysBeforeMin} className="contents">
            <dt>
              {tier.daysBeforeMin === 0
                ? t('policyDay')
                : t('policyTier', { days: tier.daysBeforeMin })}
            </dt>
            <dd className="text-ink">{fee(tier)}</dd>
          </div>
        ))}
      </dl>
      <p>{t('policyCutOff', { time: policy.cutOffTime, saturday: policy.cutOffTimeSaturday })}</p>
    </div>
  );
}

/** What cancelling costs, told before the money changes hands, and the customer's yes to it. */
export function PolicyAgreement(props: PolicyAgreementProps) {
  const { policy, currency, agreed, missing, onChange } = props;
  const t = useMessages(checkoutMessages);
  return (
    <section aria-labelledby="policy">
      <h2 id="policy" className="mb-2 text-xl">
        {t('policyTitle')}
      </h2>
      {policy !== undefined && <Terms policy={policy} currency={currency} />}
      <label className="mt-4 flex min-h-11 cursor-pointer items-center gap-3">
        <input
          id="agree"
          type="checkbox"
          checked={agreed}
          onChange={({ target }) => onChange(target.checked)}
          aria-invalid={missing || undefined}
          aria-describedby="agree-missing"
          className="size-5 shrink-0 accent-ink"
        />
        <span className="font-semibold">{t('agree')}</span>
      </label>
      <p
        id="agree-missing"
        role="alert"
        className="text-sm font-semibold text-signal-text empty:hidden"
      >
        {missing ? t('agreeFirst') : ''}
      </p>
    </section>
  );
}
