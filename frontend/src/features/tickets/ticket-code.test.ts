import { decodeTicketPayload, signedBytes } from '@ticketing/contracts/codecs/ticket-payload';
import decodeQR from 'qr/decode.js';
import { describe, expect, test } from 'vitest';
import { toBase64url, toHex } from './base64url.ts';
import { createDeviceKey, type DeviceKey, keyIdText } from './device-key.ts';
import { qrRows, quietModules } from './qr-path.ts';
import { makeTicketCode } from './ticket-code.ts';

const shortId = toBase64url(Uint8Array.from({ length: 12 }, (_, index) => 250 - index * 7));
const slot = 29_725_400;

/** What a gate does, by the public half alone. */
async function verify(text: string, key: DeviceKey): Promise<boolean> {
  const payload = decodeTicketPayload(text);
  if (payload === undefined) return false;
  const [importAs, verifyAs] =
    key.algorithm === 'Ed25519'
      ? ([{ name: 'Ed25519' }, { name: 'Ed25519' }] as const)
      : ([
          { name: 'ECDSA', namedCurve: 'P-256' },
          { name: 'ECDSA', hash: 'SHA-256' },
        ] as const);
  const publicKey = await crypto.subtle.importKey('raw', key.publicKey, importAs, true, ['verify']);
  return crypto.subtle.verify(verifyAs, publicKey, payload.signature, signedBytes(payload));
}

/** A browser from before Ed25519 came to WebCrypto. */
const olderSubtle = new Proxy(crypto.subtle, {
  get(target, name) {
    if (name !== 'generateKey') {
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    }
    return (algorithm: EcKeyGenParams, extractable: boolean, usages: KeyUsage[]) => {
      if (algorithm.name === 'Ed25519') {
        return Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'));
      }
      return target.generateKey(algorithm, extractable, usages);
    };
  },
});

describe.each([
  ['Ed25519', crypto.subtle, 32],
  ['ES256', olderSubtle, 65],
] as const)('a ticket on a device with %s', (algorithm, subtle, publicKeyLength) => {
  test('says which ticket, minute and key, and verifies with the public half', async () => {
    const key = await createDeviceKey(subtle);
    expect(key.algorithm).toBe(algorithm);
    expect(key.publicKey.length).toBe(publicKeyLength);
    const text = await makeTicketCode(shortId, slot, key);
    const payload = decodeTicketPayload(text);
    expect(toBase64url(payload?.ticket ?? new Uint8Array())).toBe(shortId);
    expect(payload?.slot).toBe(slot);
    expect(toHex(payload?.keyId ?? new Uint8Array())).toBe(keyIdText(key));
    expect(payload?.signature.length).toBe(64);
    expect(await verify(text, key)).toBe(true);
  });

  test('is refused under another key, and so is a minute that was written over', async () => {
    const [key, other] = [await createDeviceKey(subtle), await createDeviceKey(subtle)];
    const text = await makeTicketCode(shortId, slot, key);
    expect(await verify(text, other)).toBe(false);
    const next = await makeTicketCode(shortId, slot + 1, key);
    const forged = next.slice(0, 33) + text.slice(33);
    expect(decodeTicketPayload(forged)?.slot).toBe(slot + 1);
    expect(await verify(forged, key)).toBe(false);
  });

  test('keeps its private half: nothing can export it', async () => {
    const { privateKey } = await createDeviceKey(subtle);
    expect(privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow();
  });
});

test('the code fits a QR of version 6, level M, and reads back as it was written', async () => {
  const text = await makeTicketCode(shortId, slot, await createDeviceKey());
  const rows = qrRows(text);
  expect(rows.length).toBe(41 + 2 * quietModules);
  const scale = 4;
  const size = rows.length * scale;
  const data = new Uint8Array(size * size * 3).fill(255);
  rows.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (!dark) return;
      for (let pixel = 0; pixel < scale * scale; pixel += 1) {
        const px = x * scale + (pixel % scale);
        const py = y * scale + Math.floor(pixel / scale);
        data.fill(0, (py * size + px) * 3, (py * size + px) * 3 + 3);
      }
    });
  });
  expect(decodeQR({ width: size, height: size, data })).toBe(text);
});
