import { migrate, openSqlDatabase } from '@ticketing/sql-database';
import { createStripeSimulator, stripeSimulatorMigrations } from '@ticketing/stripe-simulator';

/**
 * The local payment server in a process of its own, to be killed and spoiled alone. Arguments: database,
 * port, the address that browsers and the payment service call, the webhook's address.
 */
const [url = '', port = '', publicUrl = '', webhookUrl = ''] = process.argv.slice(2);
const schema = 'stripe_simulator';
await migrate({ url, schema, folder: stripeSimulatorMigrations });
const tell = (details: object, message: string) => console.error(message, details);
const server = await createStripeSimulator({
  database: openSqlDatabase({ url, schema, applicationName: 'payment-server' }),
  secretKey: 'sk_test_local_development',
  publishableKey: 'pk_test_local_development',
  webhookSecret: 'whsec_local_development',
  webhookUrl,
  publicUrl,
  allowedOrigins: [],
  listen: { host: '127.0.0.1', port: Number(port) },
  log: { info: () => {}, warn: tell, error: tell },
});
await server.start();
// The channel ends with the process that started this one.
process.once('disconnect', () => process.exit(0));
