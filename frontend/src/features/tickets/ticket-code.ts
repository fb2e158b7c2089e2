import { encodeTicketPayload, signedBytes } from '@ticketing/contracts/codecs/ticket-payload';
import { fromBase64url } from './base64url.ts';
import { type DeviceKey, signWith } from './device-key.ts';

/**
 * The text of a ticket's QR for one minute, signed by this device.
 *
 * @param shortId the ticket's, 16 characters of base64url
 * @param slot minutes since the epoch by the server's clock
 */
export async function makeTicketCode(
  shortId: string,
  slot: number,
  key: DeviceKey,
): Promise<string> {
  const head = { ticket: fromBase64url(shortId), slot, keyId: key.keyId };
  return encodeTicketPayload({ ...head, signature: await signWith(key, signedBytes(head)) });
}
