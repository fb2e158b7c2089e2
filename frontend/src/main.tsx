import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/query-client.ts';
import { SessionProvider } from './auth/session.tsx';
import { loadErrorTexts } from './i18n/error-messages.ts';
import { startLocale } from './i18n/locale.ts';
import { Router } from './router/Router.tsx';
import { startTheme } from './theme/theme.ts';
import { ToastProvider } from './ui/Toast.tsx';
import './styles.css';

startLocale();
startTheme();
// The face's 92 small files are named in a style sheet of their own, so that it never delays a paint.
// Without it (the network went away, or the page was left meanwhile) the system's face stands.
import('pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css').catch(() => undefined);

/** After the first page has settled: error texts, so that they are there when the network is not. */
const settleMs = 3_000;
setTimeout(
  () => void loadErrorTexts(i18n.locale === 'en' ? 'en' : 'ko').catch(() => undefined),
  settleMs,
);

const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no #root');
createRoot(container).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={queryClient}>
        <SessionProvider>
          <ToastProvider>
            <Router />
          </ToastProvider>
        </SessionProvider>
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);
