import { decodeBase45, encodeBase45 } from './base45.ts';

/**
 * What a ticket's QR says: which ticket, in which minute, by which device key, signed by that key.
 * 85 bytes: version 1, 12 bytes ticket, 4 bytes slot, 4 bytes key id, 64 bytes signature; as base45 in
 * alphanumeric mode a QR of version 6, level M.
 */
export interface TicketPayload {
  /** The ticket's `shortId`, 12 bytes. */
  readonly ticket: Uint8Array<ArrayBuffer>;
  /** Minutes since the epoch: floor(epoch seconds / 60). */
  readonly slot: number;
  /** First 4 bytes of the SHA-256 of the raw public key. */
  readonly keyId: Uint8Array<ArrayBuffer>;
  /** Ed25519, or ECDSA P-256 with SHA-256 as r||s; over `signedBytes`. */
  readonly signature: Uint8Array<ArrayBuffer>;
}

export const ticketSlotSeconds = 60;
const version = 1;
const headLength = 21;
const length = headLength + 64;
/** Keeps a signature made for a ticket from meaning anything elsewhere. */
const domain = new TextEncoder().encode('ticketing-pro/ticket/1\n');

export const ticketSlotAt = (epochMs: number): number =>
  Math.floor(epochMs / 1000 / ticketSlotSeconds);

/** The bytes that the device's key signs. */
export function signedBytes(payload: Omit<TicketPayload, 'signature'>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(domain.length + headLength);
  bytes.set(domain);
  bytes.set(head(payload), domain.length);
  return bytes;
}

function head(payload: Omit<TicketPayload, 'signature'>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headLength);
  bytes[0] = version;
  bytes.set(payload.ticket, 1);
  new DataView(bytes.buffer).setUint32(13, payload.slot);
  bytes.set(payload.keyId, 17);
  return bytes;
}

/** The QR's text. */
export function encodeTicketPayload(payload: TicketPayload): string {
  const bytes = new Uint8Array(length);
  bytes.set(head(payload));
  bytes.set(payload.signature, headLength);
  return encodeBase45(bytes);
}

/** The inverse of `encodeTicketPayload`; undefined when the text is no payload of this version. */
export function decodeTicketPayload(text: string): TicketPayload | undefined {
  const bytes = decodeBase45(text);
  if (bytes?.length !== length || bytes[0] !== version) return undefined;
  return {
    ticket: bytes.slice(1, 13),
    slot: new DataView(bytes.buffer).getUint32(13),
    keyId: bytes.slice(17, headLength),
    signature: bytes.slice(headLength),
  };
}
