import type { ComponentProps } from 'react';
import { Link, type LinkProps } from '../router/Link.tsx';
import { classNames } from './class-names.ts';

/** `signal` is for the one thing to do on a screen; everything else is `outline` or `quiet`. */
type ButtonTone = 'signal' | 'outline' | 'quiet';
type ButtonSize = 'small' | 'medium' | 'large';

const tones: Readonly<Record<ButtonTone, string>> = {
  signal:
    'bg-signal text-on-signal hover:bg-signal-press active:bg-signal-press disabled:bg-sunken disabled:text-quiet aria-disabled:bg-sunken aria-disabled:text-quiet',
  outline:
    'border border-line-strong bg-transparent text-ink hover:bg-sunken active:bg-sunken disabled:border-line disabled:text-quiet',
  quiet: 'bg-transparent text-ink hover:bg-sunken active:bg-sunken disabled:text-quiet',
};
const sizes: Readonly<Record<ButtonSize, string>> = {
  small: 'min-h-10 px-3 text-sm',
  medium: 'min-h-12 px-5 text-base',
  large: 'min-h-14 px-6 text-lg',
};

interface Look {
  readonly tone?: ButtonTone | undefined;
  readonly size?: ButtonSize | undefined;
  /** Fills the width it is given. */
  readonly wide?: boolean | undefined;
}

const look = ({ tone = 'outline', size = 'medium', wide = false }: Look, extra?: string): string =>
  classNames(
    'inline-flex items-center justify-center gap-2 rounded-md font-semibold tracking-tight whitespace-nowrap select-none transition-colors',
    tones[tone],
    sizes[size],
    wide && 'w-full',
    extra,
  );

export interface ButtonProps extends ComponentProps<'button'>, Look {
  /** The act is under way: the button stays in place, says so and takes no second press. */
  readonly busy?: boolean | undefined;
}

export function Button({ tone, size, wide, busy = false, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled === true || busy}
      aria-busy={busy || undefined}
      className={look({ tone, size, wide }, className)}
    />
  );
}

/** A link of the site that looks like a button: `<ButtonLink to="/search" tone="signal">`. */
export const ButtonLink = ({ tone, size, wide, className, ...link }: LinkProps & Look) => (
  <Link {...link} className={look({ tone, size, wide }, className)} />
);

export interface IconButtonProps extends ComponentProps<'button'> {
  /** What it does, for those who cannot see the icon. */
  readonly label: string;
}

/** A square button with an icon alone; 40 px, above the 24 px that WCAG 2.5.8 asks for. */
export function IconButton({ label, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={classNames(
        'inline-flex size-10 items-center justify-center rounded-md text-ink transition-colors hover:bg-sunken',
        className,
      )}
    />
  );
}
