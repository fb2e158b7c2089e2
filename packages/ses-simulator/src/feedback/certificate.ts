import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export interface SigningKey {
  readonly privateKey: KeyObject;
  /** A self-signed X.509 certificate of the public key. */
  readonly certificatePem: string;
  /** Of this very certificate, for its address: who fetched another one must not take it for this. */
  readonly fingerprint: string;
}

const validDays = 365;
const dayMs = 86_400_000;

/** A new RSA key with its certificate. Node makes keys, not certificates, so its DER is written here. */
export function createSigningKey(now: Date): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const serial = randomBytes(16);
  // DER's integers have a sign, and no zero byte before another that needs none.
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const name = sequence(tlv(0x31, sequence(commonName, tlv(0x0c, Buffer.from('sns.local')))));
  const toBeSigned = sequence(
    tlv(0x02, serial),
    sha256WithRsa,
    name,
    sequence(
      time(new Date(now.getTime() - dayMs)),
      time(new Date(now.getTime() + validDays * dayMs)),
    ),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  const der = sequence(toBeSigned, sha256WithRsa, tlv(0x03, Buffer.from([0]), signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    privateKey,
    certificatePem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    fingerprint: serial.toString('hex'),
  };
}

/** A value of DER: its tag, its length, its content (X.690, 8.1). */
function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length = Buffer.from(content.length.toString(16).padStart(4, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, ...parts);
}

/** UTCTime, `YYMMDDHHMMSSZ`. */
const time = (at: Date): Buffer =>
  tlv(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/\D/g, '')}Z`));

/** 2.5.4.3 */
const commonName = Buffer.from('0603550403', 'hex');
/** 1.2.840.113549.1.1.11, without parameters. */
const sha256WithRsa = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
