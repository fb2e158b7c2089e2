import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/query-client.ts';
import { SessionProvider } from './auth/session.tsx';
import { currentLocale } from './i18n/chosen-locale.ts';
import { loadErrorTexts } from './i18n/error-messages.ts';
import { Router } from './router/Router.tsx';
import { loadFace } from './theme/load-face.ts';
import { startTheme } from './theme/theme.ts';
import { ToastProvider } from './ui/Toast.tsx';
import './styles.css';

startTheme();
loadFace();

/** After the first page has settled: error texts, so that they are there when the network is not. */
const settleMs = 3_000;
setTimeout(() => void loadErrorTexts(currentLocale()).catch(() => undefined), settleMs);

const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no #root');
createRoot(container).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <SessionProvider>
        <ToastProvider>
          <Router />
        </ToastProvider>
      </SessionProvider>
    </QueryClientProvider>
  </StrictMode>,
);
