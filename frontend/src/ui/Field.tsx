import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

interface Label {
  readonly label: string;
  /** Stands under the label at all times: what is expected. */
  readonly hint?: ReactNode;
  /** What is wrong and how to mend it; read out when it appears. */
  readonly error?: string | undefined;
  /** Keeps the label for screen readers alone. */
  readonly hideLabel?: boolean | undefined;
}

export interface FieldProps extends ComponentProps<'input'>, Label {
  /** Stands inside the box after the text, such as a button to show a password. */
  readonly trailing?: ReactNode;
}

const boxClass =
  'w-full rounded-md border border-line-strong bg-raised px-3 text-base text-ink placeholder:text-quiet aria-invalid:border-signal-text disabled:bg-sunken disabled:text-quiet';

function Frame({
  id,
  label,
  hint,
  error,
  hideLabel = false,
  children,
}: Label & { id: string; children: ReactNode }) {
  return (
    <div>
      <label
        htmlFor={id}
        className={hideLabel ? 'sr-only' : 'mb-1.5 block text-sm font-semibold text-ink'}
      >
        {label}
      </label>
      {children}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1.5 text-sm text-quiet">
          {hint}
        </p>
      )}
      <p
        id={`${id}-error`}
        role="alert"
        className="mt-1.5 text-sm font-semibold text-signal-text empty:hidden"
      >
        {error}
      </p>
    </div>
  );
}

const describedBy = (id: string, { hint, error }: Label): string | undefined => {
  const ids = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`];
  return ids.filter(Boolean).join(' ') || undefined;
};

/** A labelled text box with its hint and its error. */
export function Field({ label, hint, error, hideLabel, trailing, className, ...rest }: FieldProps) {
  const ownId = useId();
  const id = rest.id ?? ownId;
  const frame = { label, hint, error, hideLabel };
  return (
    <Frame id={id} {...frame}>
      <div className="relative">
        <input
          {...rest}
          id={id}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={describedBy(id, frame)}
          className={classNames(boxClass, 'min-h-12', trailing !== undefined && 'pr-12', className)}
        />
        {trailing !== undefined && (
          <div className="absolute inset-y-0 right-1 flex items-center">{trailing}</div>
        )}
      </div>
    </Frame>
  );
}

export interface SelectProps extends ComponentProps<'select'>, Label {
  /** Stands among small buttons: 40 px high instead of 48. */
  readonly compact?: boolean;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** A native select: the system's own list is the best one on a phone. */
export function Select({
  label,
  hint,
  error,
  hideLabel,
  compact = false,
  options,
  className,
  ...rest
}: SelectProps) {
  const ownId = useId();
  const id = rest.id ?? ownId;
  const frame = { label, hint, error, hideLabel };
  return (
    <Frame id={id} {...frame}>
      <select
        {...rest}
        id={id}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={describedBy(id, frame)}
        className={classNames(boxClass, compact ? 'min-h-10' : 'min-h-12', 'pr-8', className)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}
