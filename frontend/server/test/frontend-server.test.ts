import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compressFiles, createFrontendServer, readSettings } from '../src/index.ts';

const html = '<!doctype html><html><head><title>Site</title></head><body></body></html>';
const script = `console.log(${JSON.stringify('x'.repeat(4000))});`;
const waitingRoom = html.replace('Site', 'Line');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'frontend-server-'));
  await mkdir(path.join(folder, 'assets'));
  await writeFile(path.join(folder, 'index.html'), html);
  await writeFile(path.join(folder, 'waiting-room.html'), waitingRoom);
  await writeFile(path.join(folder, 'assets/app-1a2b.js'), script);
  await compressFiles(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const serve = (apiUrl?: string) =>
  createFrontendServer({ folder, apiUrl, connectTo: ['https://api.tickets.example'] });

test('every path without a file is the page, under the policy, and never kept', async () => {
  const app = await serve();
  for (const url of ['/', '/index.html', '/events/evt_1?tab=seats']) {
    const reply = await app.inject(url);
    expect(reply.body).toBe(html);
    expect(reply.headers['cache-control']).toBe('no-cache');
    const policy = String(reply.headers['content-security-policy']);
    expect(policy).toContain("connect-src 'self' https://api.tickets.example ");
    expect(policy).toContain("script-src 'self' https://js.stripe.com;");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  }
  expect((await app.inject('/missing.js')).statusCode).toBe(404);
  expect((await app.inject({ method: 'POST', url: '/' })).statusCode).toBe(404);
  await app.close();
});

test('the waiting room has a page of its own at its address, and nowhere below', async () => {
  const app = await serve('https://api.tickets.example/api');
  for (const url of ['/waiting-room/prf_1', '/waiting-room/prf_1/', '/waiting-room/prf_1?a=b']) {
    const reply = await app.inject(url);
    expect(reply.body).toContain('<title>Line</title>');
    expect(reply.body).toContain('content="https://api.tickets.example/api"');
    expect(reply.headers['cache-control']).toBe('no-cache');
    expect(String(reply.headers['content-security-policy'])).toContain("script-src 'self' ");
  }
  for (const url of ['/waiting-room', '/waiting-room/prf_1/more']) {
    expect((await app.inject(url)).body).toContain('<title>Site</title>');
  }
  await app.close();
});

test('the page tells the app where the API is, in every encoding', async () => {
  const app = await serve('https://api.tickets.example/api?a=1&b="');
  const tag = '<meta name="api-url" content="https://api.tickets.example/api?a=1&amp;b=&quot;" />';
  expect((await app.inject('/')).body).toContain(`<head>${tag}`);
  const headers = { 'accept-encoding': 'gzip' };
  const reply = await app.inject({ url: '/tickets', headers });
  expect(reply.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(reply.rawPayload).toString()).toContain(tag);
  await app.close();
});

test('files with a hash in their name are kept for a year, compressed where the browser can', async () => {
  const app = await serve();
  const plain = await app.inject('/assets/app-1a2b.js');
  expect(plain.body).toBe(script);
  expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  const headers = { 'accept-encoding': 'br, gzip' };
  const small = await app.inject({ url: '/assets/app-1a2b.js', headers });
  expect(small.headers['content-encoding']).toBe('br');
  expect(small.rawPayload.length).toBeLessThan(200);
  await app.close();
});

test('settings: one fault after the other is named, all at once', () => {
  expect(() =>
    readSettings({ PORT: '99999', API_URL: 'api', CONNECT_ORIGINS: 'http://a.kr/x' }),
  ).toThrow(/PORT[\s\S]*API_URL[\s\S]*CONNECT_ORIGINS/);
  expect(() => readSettings({ NODE_ENV: 'production' })).toThrow('API_URL');
  const api = 'https://api.tickets.example/api';
  expect(readSettings({ NODE_ENV: 'production', API_URL: api })).toEqual({
    host: '0.0.0.0',
    port: 3000,
    apiUrl: api,
    connectTo: ['https://api.tickets.example'],
  });
});
