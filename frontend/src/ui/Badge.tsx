import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type BadgeTone = 'plain' | 'signal' | 'positive' | 'warning' | 'muted';

const tones: Readonly<Record<BadgeTone, string>> = {
  plain: 'border-line-strong text-ink',
  signal: 'border-signal bg-signal text-on-signal',
  positive: 'border-positive text-positive-text',
  warning: 'border-warning text-warning-text',
  muted: 'border-line bg-sunken text-quiet',
};

/** A word or two about a state, never a button. */
export const Badge = ({
  tone = 'plain',
  children,
  className,
}: {
  tone?: BadgeTone;
  children: ReactNode;
  className?: string;
}) => (
  <span
    className={classNames(
      'inline-flex h-6 items-center rounded-sm border px-1.5 text-xs font-semibold whitespace-nowrap',
      tones[tone],
      className,
    )}
  >
    {children}
  </span>
);
