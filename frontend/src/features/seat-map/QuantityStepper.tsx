import { Minus, Plus } from 'lucide-react';
import { useMessages } from '../../i18n/messages.ts';
import { IconButton } from '../../ui/Button.tsx';
import { seatMessages } from './messages.ts';

export interface QuantityStepperProps {
  /** Of what. */
  readonly name: string;
  readonly value: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

/** How many places of a standing area. */
export function QuantityStepper({ name, value, max, onChange }: QuantityStepperProps) {
  const t = useMessages(seatMessages);
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons and a figure are no form's fieldset
    <div
      role="group"
      aria-label={name}
      className="flex items-center rounded-md border border-line-strong"
    >
      <IconButton
        label={t('fewer', { section: name })}
        disabled={value === 0}
        onClick={() => onChange(value - 1)}
        className="disabled:opacity-40"
      >
        <Minus aria-hidden="true" className="size-4" />
      </IconButton>
      <output className="figures min-w-8 text-center font-bold">{value}</output>
      {/* One press too many says why, so the limit of a person does not disable it. */}
      <IconButton
        label={t('more', { section: name })}
        disabled={max === 0}
        onClick={() => onChange(value + 1)}
        className="disabled:opacity-40"
      >
        <Plus aria-hidden="true" className="size-4" />
      </IconButton>
    </div>
  );
}
