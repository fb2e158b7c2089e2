import {
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { fitsSchema } from '@ticketing/service-kit';
import { type Static, Type } from 'typebox';

/** A place in line: performance, account, position. It lasts as long as the line. */
const PositionClaims = Type.Object({
  r: Type.String(),
  a: Type.String(),
  p: Type.Integer({ minimum: 1 }),
});
/** A right to book: performance, account, session, first admitted at, ends at (ms since 1970). */
const AdmissionClaims = Type.Object({
  r: Type.String(),
  a: Type.String(),
  s: Type.String(),
  f: Type.Integer(),
  e: Type.Integer(),
});
type PositionClaims = Static<typeof PositionClaims>;
export type AdmissionClaims = Static<typeof AdmissionClaims>;

/** Signs and reads tokens of the waiting room; what does not verify reads as undefined. */
export interface TokenSigner {
  signPosition(claims: PositionClaims): string;
  readPosition(token: string): PositionClaims | undefined;
  signAdmission(claims: AdmissionClaims): string;
  readAdmission(token: string): AdmissionClaims | undefined;
}

const tokenLengthMax = 1_000;

/**
 * Keys are derived from the secret for one purpose each (RFC 5869), so no token passes as another. They are key
 * objects: of bytes Node would make one at each signature, at seven times its cost.
 */
export function createTokenSigner(secret: string): TokenSigner {
  const keyFor = (purpose: string) =>
    createSecretKey(
      new Uint8Array(hkdfSync('sha256', secret, '', `ticketing/waiting-room/${purpose}/1`, 32)),
    );
  const positionKey = keyFor('position');
  const admissionKey = keyFor('admission');

  const digest = (key: KeyObject, text: string) => createHmac('sha256', key).update(text).digest();

  function sign(key: KeyObject, claims: object): string {
    const text = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return `${text}.${digest(key, text).toString('base64url')}`;
  }

  function read(key: KeyObject, token: string): unknown {
    if (token.length > tokenLengthMax) return undefined;
    const [text, signature, ...rest] = token.split('.');
    if (text === undefined || signature === undefined || rest.length > 0) return undefined;
    const given = Buffer.from(signature, 'base64url');
    const wanted = digest(key, text);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  }

  return {
    signPosition: (claims) => sign(positionKey, claims),
    readPosition(token) {
      const claims = read(positionKey, token);
      return fitsSchema(PositionClaims, claims) ? claims : undefined;
    },
    signAdmission: (claims) => sign(admissionKey, claims),
    readAdmission(token) {
      const claims = read(admissionKey, token);
      return fitsSchema(AdmissionClaims, claims) ? claims : undefined;
    },
  };
}
