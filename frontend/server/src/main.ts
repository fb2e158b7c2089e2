import path from 'node:path';
import { createFrontendServer } from './create-frontend-server.ts';
import { readSettings } from './settings.ts';

/** The built site lies beside this folder, in the repository as in its image. */
const folder = path.resolve(import.meta.dirname, '../../dist');

try {
  const settings = readSettings(process.env);
  const app = await createFrontendServer({ folder, ...settings });
  await app.listen({ host: settings.host, port: settings.port });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void app.close().then(() => process.exit(0)));
  }
} catch (error) {
  console.error(
    `The site's server did not start. ${error instanceof Error ? error.message : error}`,
  );
  process.exitCode = 1;
}
