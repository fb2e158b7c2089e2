import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export type Fault =
  /** The engine does it, and its answer is lost. */
  | 'lose_answer'
  /** The engine does not hear of it; the caller is told this error. */
  | { readonly status: number; readonly error: string };

export interface FaultyProxy {
  readonly endpoint: string;
  /** The next `times` calls of this operation of DynamoDB, of those that contain `text`, meet the fault. */
  fail(operation: string, fault: Fault, times: number, text?: string): void;
  /** Calls that met a fault. */
  readonly failed: number;
  close(): Promise<void>;
}

/** Stands before a DynamoDB-compatible engine and spoils chosen calls, as networks and limits do. */
export async function startFaultyProxy(engine: string): Promise<FaultyProxy> {
  const faults: { operation: string; fault: Fault; times: number; text: string }[] = [];
  let failed = 0;

  function faultOf(request: IncomingMessage, body: Buffer): Fault | undefined {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1);
    const found = faults.find(
      (one) => one.operation === operation && one.times > 0 && body.includes(one.text),
    );
    if (found === undefined) return undefined;
    found.times -= 1;
    failed += 1;
    return found.fault;
  }

  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const fault = faultOf(request, body);
    if (typeof fault === 'object') {
      response.writeHead(fault.status, { 'content-type': 'application/x-amz-json-1.0' });
      const __type = `com.amazonaws.dynamodb.v20120810#${fault.error}`;
      response.end(JSON.stringify({ __type, message: 'as the test wants it' }));
      return;
    }
    const options = { method: 'POST', headers: request.headers };
    const forwarded = httpRequest(engine, options, async (answer) => {
      const content = await buffer(answer);
      if (fault === 'lose_answer') request.socket.destroy();
      else response.writeHead(answer.statusCode ?? 500, answer.headers).end(content);
    });
    forwarded.on('error', () => request.socket.destroy());
    forwarded.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    fail: (operation, fault, times, text = '') =>
      void faults.push({ operation, fault, times, text }),
    get failed() {
      return failed;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
