import type { ReactNode } from 'react';

/** Name and value on one line, in a list of such lines. */
export const Fact = ({
  name,
  strong = false,
  children,
}: {
  name: string;
  strong?: boolean;
  children: ReactNode;
}) => (
  <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-1.5">
    <dt className={strong ? 'font-semibold' : 'text-quiet'}>{name}</dt>
    <dd
      className={strong ? 'text-right text-xl font-extrabold tracking-title' : 'figures text-right'}
    >
      {children}
    </dd>
  </div>
);
