import type { FastifyInstance } from 'fastify';

/** Lets the app listen on this machine; returns its address: `http://127.0.0.1:40123`. */
export async function listenOnFreePort(app: FastifyInstance): Promise<string> {
  return app.listen({ host: '127.0.0.1', port: 0 });
}
