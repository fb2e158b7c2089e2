import { toHex } from './base64url.ts';

/** The two algorithms that the gate verifies. */
export type KeyAlgorithm = 'Ed25519' | 'ES256';

/** A ticket's key on this device. The private half can sign but never leave: WebCrypto will not export it. */
export interface DeviceKey {
  readonly algorithm: KeyAlgorithm;
  readonly privateKey: CryptoKey;
  /** Raw: 32 bytes for Ed25519, 65 bytes (uncompressed point) for ES256. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** First 4 bytes of the SHA-256 of the raw public key. */
  readonly keyId: Uint8Array<ArrayBuffer>;
}

const generation = {
  Ed25519: { name: 'Ed25519' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
} as const;
const signing = {
  Ed25519: { name: 'Ed25519' },
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
} as const;

async function createWith(subtle: SubtleCrypto, algorithm: KeyAlgorithm): Promise<DeviceKey> {
  const pair = (await subtle.generateKey(generation[algorithm], false, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  const publicKey = new Uint8Array(await subtle.exportKey('raw', pair.publicKey));
  const digest = new Uint8Array(await subtle.digest('SHA-256', publicKey));
  return { algorithm, privateKey: pair.privateKey, publicKey, keyId: digest.slice(0, 4) };
}

/** Makes a key pair: Ed25519, or P-256 where the browser does not know Ed25519 (before 2025). */
export async function createDeviceKey(subtle = crypto.subtle): Promise<DeviceKey> {
  try {
    return await createWith(subtle, 'Ed25519');
  } catch {
    return createWith(subtle, 'ES256');
  }
}

/** 64 bytes: an Ed25519 signature, or r||s of ECDSA. */
export const signWith = async (
  key: Pick<DeviceKey, 'algorithm' | 'privateKey'>,
  bytes: Uint8Array<ArrayBuffer>,
  subtle = crypto.subtle,
): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await subtle.sign(signing[key.algorithm], key.privateKey, bytes));

/** A key's id as the booking service writes it. */
export const keyIdText = (key: Pick<DeviceKey, 'keyId'>): string => toHex(key.keyId);
