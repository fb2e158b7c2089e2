import { type ReactNode, useEffect, useRef } from 'react';
import { useMessages } from '../i18n/messages.ts';
import { useLocation } from '../router/context.ts';
import { Footer } from './Footer.tsx';
import { frameMessages } from './frame-messages.ts';
import { Header } from './Header.tsx';
import { OfflineBar } from './OfflineBar.tsx';

/** What every page stands in: skip link, header, the page, footer. */
export function AppShell({ children }: { children: ReactNode }) {
  const t = useMessages(frameMessages);
  const { pathname: path } = useLocation();
  const main = useRef<HTMLElement>(null);
  const shownPath = useRef(path);
  useEffect(() => {
    // A change of page without a load is silent to screen readers unless focus moves to it.
    if (shownPath.current === path) return;
    shownPath.current = path;
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="absolute top-2 left-2 z-60 -translate-y-20 rounded-md bg-ink px-4 py-3 font-semibold text-paper focus:translate-y-0"
      >
        {t('skip')}
      </a>
      <Header />
      <OfflineBar />
      <main ref={main} id="main" tabIndex={-1} className="flex-1">
        {children}
      </main>
      <Footer />
    </div>
  );
}
