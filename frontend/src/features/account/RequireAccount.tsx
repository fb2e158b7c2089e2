import type { Account } from '@ticketing/contracts';
import type { ReactNode } from 'react';
import { useSession } from '../../auth/session.tsx';
import { useOnline } from '../../layout/OfflineBar.tsx';
import { useLocation } from '../../router/context.ts';
import { Navigate } from '../../router/Link.tsx';

/**
 * Shows what belongs to an account: the skeleton while the session comes back, the sign-in page (and back
 * here afterwards) when there is none, `offline` when that cannot be found out without a network.
 */
export function RequireAccount({
  skeleton,
  offline,
  children,
}: {
  skeleton: ReactNode;
  offline: ReactNode;
  children: (account: Account) => ReactNode;
}) {
  const { state } = useSession();
  const online = useOnline();
  const { href: here } = useLocation();
  if (state.status === 'signed_in') return children(state.account);
  if (!online) return offline;
  if (state.status === 'restoring') return skeleton;
  return <Navigate to="/login" search={{ next: here }} replace />;
}
