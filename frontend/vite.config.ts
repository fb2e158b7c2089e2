import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { type Connect, defineConfig, type Plugin } from 'vite';
import { pageBudgets } from './page-budgets.ts';

/** The system guide's port. */
const port = 3000;

/** Shows the waiting room at its address, as `server/` does. */
function waitingRoom(): Plugin {
  const rewrite: Connect.NextHandleFunction = (request, _reply, next) => {
    if (/^\/waiting-room\/[^/.]+\/?(\?|$)/.test(request.url ?? ''))
      request.url = '/waiting-room.html';
    next();
  };
  return {
    name: 'waiting-room',
    configureServer: ({ middlewares }) => void middlewares.use(rewrite),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(rewrite),
    // Indentation is for readers of the source.
    transformIndexHtml: { order: 'post', handler: (html) => html.replaceAll(/\n\s+/g, '\n') },
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), waitingRoom(), pageBudgets()],
  server: { port, strictPort: true },
  preview: { port, strictPort: true },
  builder: {},
  environments: {
    // Built by itself, so that it holds nothing that only the app needs.
    waitingRoom: {
      consumer: 'client',
      build: {
        emptyOutDir: false,
        rolldownOptions: { input: 'waiting-room.html', output: { codeSplitting: true } },
      },
    },
  },
  build: {
    outDir: 'dist',
    target: 'es2023',
    // The content security policy allows no data: fonts or images, so nothing is inlined.
    assetsInlineLimit: 0,
    // `page-budgets.ts` judges by page instead.
    chunkSizeWarningLimit: 400,
    // Every browser that this is built for preloads modules by itself.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Code that changes only when a dependency does stays in the browser's cache.
          groups: [
            {
              name: 'react',
              test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/,
              priority: 2,
            },
            // Without what only some pages use of it.
            {
              name: 'query',
              test: /node_modules[\\/]@tanstack[\\/](?!.*(infinite|mutation|useMutation))/i,
              priority: 1,
            },
            // What most pages use, in one file: a file for each would compress worse.
            { name: 'shared', minShareCount: 8 },
          ],
        },
      },
    },
  },
});
