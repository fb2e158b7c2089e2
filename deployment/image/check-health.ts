/**
 * An image's health check: `node check-health.ts [/readyz]`, in the folder of its workspace. Ends with 0
 * when the process there answers with success. Imports Node alone, and the list of ports.
 */
import path from 'node:path';

type Ports = Readonly<Record<string, number>>;

/** The port of the environment, else the default of the service whose folder this is. */
async function findPort(): Promise<number> {
  const { METRICS_PORT, PORT } = process.env;
  const given = METRICS_PORT || PORT;
  if (given !== undefined) return Number(given);
  const file = path.resolve('../../packages/contracts/src/ports.ts');
  const { ports } = (await import(file)) as { ports: Ports };
  const name = path.basename(process.cwd());
  return ports[name === 'inventory' ? 'inventoryHttp' : name] ?? 0;
}

const [endpoint = '/healthz'] = process.argv.slice(2);
const reply = await fetch(`http://127.0.0.1:${await findPort()}${endpoint}`).catch(() => undefined);
process.exitCode = reply?.ok ? 0 : 1;
