import type { ReactNode } from 'react';
import { PageTitle } from '../../ui/PageTitle.tsx';

/** Where one signs in, joins or comes back: one narrow column at the left, nothing beside it. */
export const DoorPage = ({
  title,
  intro,
  children,
}: {
  title: string;
  intro?: string | undefined;
  children: ReactNode;
}) => (
  <div className="page pb-20">
    <div className="max-w-md">
      <PageTitle>{title}</PageTitle>
      {intro !== undefined && <p className="-mt-3 mb-8 text-quiet">{intro}</p>}
      {children}
    </div>
  </div>
);
