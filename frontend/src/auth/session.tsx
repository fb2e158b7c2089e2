import { useQueryClient } from '@tanstack/react-query';
import type { Account } from '@ticketing/contracts';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from 'react';
import { api } from '../api/api.ts';
import { client, session } from '../api/connection.ts';
import { type SessionState, watchOtherPages } from '../api/session-store.ts';

export interface SessionContextValue {
  readonly state: SessionState;
  /** The signed-in account; undefined while restoring and when signed out. */
  readonly account: Account | undefined;
  /** @throws ApiProblem credentials_wrong, account_locked, rate_limited */
  readonly signIn: (credentials: { email: string; password: string }) => Promise<Account>;
  /** Opens an account and signs in. @throws ApiProblem email_taken, password_too_weak */
  readonly register: (details: {
    email: string;
    password: string;
    name: string;
    locale: 'ko' | 'en';
  }) => Promise<Account>;
  /** Ends this browser's session; the page forgets it even when the server cannot be reached. */
  readonly signOut: () => Promise<void>;
  /** Puts a changed account (name, language, verified address) in place. */
  readonly setAccount: (account: Account) => void;
}

const SessionContext = createContext<SessionContextValue | undefined>(undefined);

export function SessionProvider({ children }: { children: ReactNode }) {
  const state = useSyncExternalStore(session.subscribe, session.getState);
  const queries = useQueryClient();

  useEffect(() => {
    // A failed restore is no error to show: the visitor is simply not signed in (yet).
    if (session.getState().status === 'restoring') {
      client.refresh().catch(() => {
        if (session.getState().status === 'restoring') session.suspend();
      });
    }
    return watchOtherPages((signedIn) => {
      if (signedIn) client.refresh().catch(() => undefined);
      else session.clear();
    });
  }, []);

  const value = useMemo<SessionContextValue>(
    () => ({
      state,
      account: state.status === 'signed_in' ? state.account : undefined,
      async signIn(credentials) {
        const opened = await api.login({ body: credentials });
        session.set(opened);
        return opened.account;
      },
      async register(details) {
        const opened = await api.register({ body: details });
        session.set(opened);
        return opened.account;
      },
      async signOut() {
        await api.logout().catch(() => undefined);
        session.clear();
        // What belongs to the account must not outlive it on a shared screen.
        queries.removeQueries({ predicate: (query) => query.meta?.personal === true });
        queries.removeQueries({ queryKey: ['bookings'] });
        queries.removeQueries({ queryKey: ['tickets'] });
      },
      setAccount: session.setAccount,
    }),
    [state, queries],
  );
  return <SessionContext value={value}>{children}</SessionContext>;
}

/** Who is signed in, and how to change that. */
export function useSession(): SessionContextValue {
  const value = useContext(SessionContext);
  if (value === undefined) throw new Error('useSession needs SessionProvider');
  return value;
}
