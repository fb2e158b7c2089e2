import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { pageBudgets } from './page-budgets.ts';

/** The system guide's port. */
const port = 3000;

export default defineConfig({
  plugins: [react(), tailwindcss(), pageBudgets()],
  server: { port, strictPort: true },
  preview: { port, strictPort: true },
  build: {
    outDir: 'dist',
    target: 'es2023',
    // The content security policy allows no data: fonts or images, so nothing is inlined.
    assetsInlineLimit: 0,
    // `page-budgets.ts` judges by page instead.
    chunkSizeWarningLimit: 400,
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
