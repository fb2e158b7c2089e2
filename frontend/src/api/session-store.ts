import type { Account, Session } from '@ticketing/contracts';

/** `restoring`: the page has just loaded and the refresh cookie is being exchanged. */
export type SessionState =
  | { readonly status: 'restoring' }
  | { readonly status: 'signed_out' }
  | { readonly status: 'signed_in'; readonly account: Account };

/** Where the fact (never the token) that this browser signed in is kept across loads. */
export interface SignedInHint {
  read(): boolean;
  write(signedIn: boolean): void;
}

/**
 * Who is signed in on this page. The access token lives in memory alone; the refresh token is in an
 * httpOnly cookie that scripts cannot read, so a hint tells whether asking for a session is worthwhile.
 */
export interface SessionStore {
  getState(): SessionState;
  accessToken(): string | undefined;
  /** True while the hint says that the refresh cookie may bring a session back. */
  mayRestore(): boolean;
  set(session: Session): void;
  setAccount(account: Account): void;
  /** Signed out for good. */
  clear(): void;
  /** Signed out until the network is back: the hint stays, the next load tries again. */
  suspend(): void;
  subscribe(listener: () => void): () => void;
}

/** @returns a store that begins `restoring` when the hint is there, else `signed_out`. */
export function createSessionStore(hint: SignedInHint): SessionStore {
  let token: string | undefined;
  let state: SessionState = { status: hint.read() ? 'restoring' : 'signed_out' };
  const listeners = new Set<() => void>();
  const become = (next: SessionState, nextToken: string | undefined) => {
    state = next;
    token = nextToken;
    for (const listener of listeners) listener();
  };
  return {
    getState: () => state,
    accessToken: () => token,
    mayRestore: () => hint.read(),
    set(session) {
      hint.write(true);
      become({ status: 'signed_in', account: session.account }, session.accessToken);
    },
    setAccount(account) {
      if (state.status === 'signed_in') become({ status: 'signed_in', account }, token);
    },
    clear() {
      hint.write(false);
      become({ status: 'signed_out' }, undefined);
    },
    suspend() {
      become({ status: 'signed_out' }, undefined);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const hintKey = 'signed-in';

/** The hint in localStorage; without storage a reload signs out, which is safe. */
export const browserHint: SignedInHint = {
  read() {
    try {
      return localStorage.getItem(hintKey) === '1';
    } catch {
      return false;
    }
  },
  write(signedIn) {
    try {
      if (signedIn) localStorage.setItem(hintKey, '1');
      else localStorage.removeItem(hintKey);
    } catch {
      // Private modes may forbid storage; the session then lasts as long as the page.
    }
  },
};

/**
 * Calls back when another tab has signed in (true) or out (false), and when going back has woken this page as it
 * was left: it heard nothing meanwhile.
 */
export function watchOtherPages(changed: (signedIn: boolean) => void): () => void {
  const onStorage = ({ key, newValue }: StorageEvent) => {
    if (key === hintKey) changed(newValue === '1');
  };
  const onShow = ({ persisted }: PageTransitionEvent) => {
    if (persisted) changed(browserHint.read());
  };
  addEventListener('storage', onStorage);
  addEventListener('pageshow', onShow);
  return () => {
    removeEventListener('storage', onStorage);
    removeEventListener('pageshow', onShow);
  };
}
