import { Navigate, useRouter } from '@tanstack/react-router';
import type { Account } from '@ticketing/contracts';
import { type ReactNode, useState } from 'react';
import { useSession } from '../../auth/session.tsx';
import { useOnline } from '../../layout/OfflineBar.tsx';

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
  // Read once: while the sign-in page loads, the location is already that page's.
  const router = useRouter();
  const [here] = useState(() => router.state.location.href);
  if (state.status === 'signed_in') return children(state.account);
  if (!online) return offline;
  if (state.status === 'restoring') return skeleton;
  return <Navigate to="/login" search={{ next: here }} replace />;
}
