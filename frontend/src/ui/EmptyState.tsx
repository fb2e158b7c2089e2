import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export interface EmptyStateProps {
  readonly title: string;
  readonly children?: ReactNode;
  /** What to do next. */
  readonly action?: ReactNode;
  readonly className?: string;
}

/** Nothing here, why, and what to do: left-aligned as everything else. */
export const EmptyState = ({ title, children, action, className }: EmptyStateProps) => (
  <div className={classNames('border-t border-line py-10', className)}>
    <h2 className="text-xl">{title}</h2>
    {children !== undefined && <div className="mt-2 max-w-prose text-quiet">{children}</div>}
    {action !== undefined && <div className="mt-6 flex flex-wrap gap-2">{action}</div>}
  </div>
);
