import { openSqlDatabase } from '@ticketing/sql-database';
import { createStripeSimulator } from '../src/index.ts';

// A simulator in a process of its own, which a test may kill. Arguments: database, webhook.
const [url = '', webhookUrl = ''] = process.argv.slice(2);
const database = openSqlDatabase({ url, schema: 'stripe_simulator', applicationName: 'killed' });
const simulator = await createStripeSimulator({
  database,
  secretKey: 'sk_test_simulator_0123456789',
  publishableKey: 'pk_test_simulator_0123456789',
  webhookUrl,
  webhookSecret: 'whsec_simulator_0123456789',
  publicUrl: null,
  allowedOrigins: [],
  listen: { host: '127.0.0.1', port: 0 },
  log: { info: () => {}, warn: () => {}, error: () => {} },
});
await simulator.start();
const address = simulator.app.server.address();
process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
