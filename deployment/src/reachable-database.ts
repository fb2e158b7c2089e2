import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { createTestDatabase } from '@ticketing/sql-database/testing';

/**
 * An empty database on a loopback port: the throwaway server listens on a socket in a folder that only
 * this user may enter, and images run as another one.
 */
export async function openReachableDatabase(): Promise<{ url: string; close(): Promise<void> }> {
  const database = await createTestDatabase();
  const url = new URL(database.url);
  const folder = url.searchParams.get('host');
  if (folder === null) return database;
  const socketPath = `${folder}/.s.PGSQL.${url.searchParams.get('port')}`;
  const open = new Set<Socket>();
  const server = createServer((from) => {
    const to = connect(socketPath);
    for (const socket of [from, to]) {
      open.add(socket);
      socket.on('error', () => {}).on('close', () => open.delete(socket));
    }
    from.pipe(to).pipe(from);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `postgresql://${url.username}@127.0.0.1:${port}${url.pathname}`,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await database.close();
    },
  };
}
