import type { AddressInfo } from 'node:net';
import { migrate, openSqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase } from '@ticketing/sql-database/testing';
import { createStripeSimulator, stripeSimulatorMigrations } from '@ticketing/stripe-simulator';
import { quietLogger } from '@ticketing/testing';
import { localKeys } from '../src/engines/local-payment-server.ts';
import { createStripeProvider } from '../src/engines/stripe.ts';
import { provesPaymentProvider, webhookSecret } from './payment-provider-contract.ts';

provesPaymentProvider('the local payment server', async () => {
  const test = await createTestDatabase();
  const schema = 'stripe_simulator';
  await migrate({ url: test.url, schema, folder: stripeSimulatorMigrations });
  const database = openSqlDatabase({ url: test.url, schema, applicationName: 'test' });
  const simulator = await createStripeSimulator({
    ...localKeys,
    webhookSecret,
    database,
    webhookUrl: null,
    publicUrl: null,
    allowedOrigins: [],
    listen: { host: '127.0.0.1', port: 0 },
    log: quietLogger(),
  });
  await simulator.start();
  const { port } = simulator.app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const { secretKey, publishableKey } = localKeys;
  return {
    provider: createStripeProvider({ secretKey, webhookSecret, apiBaseUrl: url }),
    async pay(intentId, cardNumber) {
      const address = `${url}/v1/payment_intents/${intentId}`;
      const headers = { authorization: `Bearer ${secretKey}` };
      const intent = (await (await fetch(address, { headers })).json()) as {
        client_secret: string;
      };
      const reply = await fetch(`${address}/confirm`, {
        method: 'POST',
        body: new URLSearchParams({
          key: publishableKey,
          client_secret: intent.client_secret,
          'payment_method_data[type]': 'card',
          'payment_method_data[card][number]': cardNumber,
          'payment_method_data[card][exp_month]': '12',
          'payment_method_data[card][exp_year]': '2040',
          'payment_method_data[card][cvc]': '123',
          return_url: 'http://localhost:3000/checkout',
        }),
      });
      // 402: the card was refused, which the intent tells.
      if (!reply.ok && reply.status !== 402) throw new Error(await reply.text());
    },
    async transfer(accountNumber, amountMinor) {
      const body = new URLSearchParams({
        account_number: accountNumber,
        amount: String(amountMinor),
      });
      return (await fetch(`${url}/bank`, { method: 'POST', body })).ok;
    },
    async close() {
      await simulator.close();
      await database.close();
      await test.close();
    },
  };
});
