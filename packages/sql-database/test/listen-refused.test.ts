import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { openSqlDatabase } from '@ticketing/sql-database';
import { expect, test } from 'vitest';

test('a server that takes connections and ends them at once is an error to the caller alone', async () => {
  // So does what stands before a server that is down: a balancer, a pooler, a port forward.
  const server = createServer((socket) => socket.on('data', () => socket.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `postgresql://somebody@127.0.0.1:${port}/anything`;
  const database = openSqlDatabase({ url, schema: 'public', applicationName: 'refused' });
  await expect(database.listen('channel', () => {})).rejects.toThrow();
  await database.close();
  server.close();
});
