import { execFile } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test, vi } from 'vitest';
import { createClient } from '../src/engines/opensearch-client.ts';

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0).reverse()) await close();
});

/** What the stub was asked, and how. */
interface Asked {
  readonly request: IncomingMessage;
  readonly body: string;
}

async function listen(tls?: { key: string; cert: string }) {
  const asked: Asked[] = [];
  const answer: RequestListener = async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    asked.push({ request, body });
    response.setHeader('content-type', 'application/json');
    response.end('{"items":[],"errors":false}');
  };
  const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => void server.close());
  return { asked, port: (server.address() as AddressInfo).port };
}

const hmac = (key: string | Buffer, text: string) =>
  createHmac('sha256', key).update(text).digest();
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** AWS Signature Version 4, as its documentation describes it, over what arrived. */
function expectedSignature({ request, body }: Asked, secret: string): string {
  const { authorization = '', 'x-amz-date': time } = request.headers;
  const [, scope = '', names = ''] =
    /Credential=[^/]+\/(.*), SignedHeaders=(.*), Signature=/.exec(authorization) ?? [];
  const headers = names.split(';').map((name) => `${name}:${request.headers[name]}\n`);
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const canonical = [request.method, path, query, headers.join(''), names, hash(body)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, toSign).toString('hex');
}

test('requests to AWS are signed for the region, by the credentials of the process', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example-secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'example-session');
  const { asked, port } = await listen();
  const auth = { kind: 'aws', region: 'ap-northeast-2' } as const;
  const client = await createClient({ url: `http://127.0.0.1:${port}`, auth });
  closing.push(() => client.close());
  await client.bulk({ body: [{ index: { _index: 'a', _id: '1' } }, { title: '공연' }] });
  await client.indices.getAlias({ name: 'ticketing-events' });

  expect(asked).toHaveLength(2);
  for (const each of asked) {
    const { headers } = each.request;
    const { authorization = '' } = headers;
    expect(authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/ap-northeast-2\/es\/aws4_request, /,
    );
    expect(authorization).toMatch(/SignedHeaders=[^,]*host;[^,]*x-amz-date/);
    expect(headers['x-amz-security-token']).toBe('example-session');
    expect(headers['x-amz-content-sha256']).toBe(hash(each.body));
    const signature = authorization.split('Signature=')[1];
    expect(signature).toBe(expectedSignature(each, 'example-secret'));
    expect(signature).not.toBe(expectedSignature(each, 'another-secret'));
  }
});

test('a user and a password are sent as basic authentication', async () => {
  const { asked, port } = await listen();
  const auth = { kind: 'basic', username: 'search', password: 'p:ß' } as const;
  const client = await createClient({ url: `http://127.0.0.1:${port}`, auth });
  closing.push(() => client.close());
  await client.ping();
  const encoded = Buffer.from('search:p:ß').toString('base64');
  expect(asked[0]?.request.headers.authorization).toBe(`Basic ${encoded}`);
});

test('by TLS only a server of the named authority is believed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'search-tls-'));
  closing.push(() => rm(folder, { recursive: true }));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1'];
  const files = ['-keyout', keyFile, '-out', certFile];
  await promisify(execFile)('openssl', ['req', ...kind, ...subject, ...files]);
  const [key, cert] = [await readFile(keyFile, 'utf8'), await readFile(certFile, 'utf8')];
  const { asked, port } = await listen({ key, cert });
  const url = `https://127.0.0.1:${port}`;

  const trusting = await createClient({ url, ca: cert });
  const doubting = await createClient({ url });
  closing.push(
    () => trusting.close(),
    () => doubting.close(),
  );
  await expect(doubting.ping()).rejects.toThrow(/self.signed certificate/);
  expect(asked).toEqual([]);
  await trusting.ping();
  expect(asked).toHaveLength(1);
});
