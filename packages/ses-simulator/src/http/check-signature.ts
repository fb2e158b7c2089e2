import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { SesError } from '../domain/ses-error.ts';
import type { SesCredentials } from '../options.ts';

export interface SignedRequest {
  readonly method: string;
  /** Path and query, as they were sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const form =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;
const skewMsMax = 15 * 60_000;

/**
 * Checks the form of a Signature Version 4 and its service; with credentials the signature too, and
 * its time. Throws SesError.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function checkSignature(
  request: SignedRequest,
  { credentials, region, now }: { credentials?: SesCredentials; region: string; now: Date },
): void {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    throw new SesError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const [, keyId = '', day = '', scopeRegion = '', service = '', names = '', signature = ''] =
    form.exec(authorization) ?? refuse('The Authorization header is not a Signature Version 4.');
  if (service !== 'ses') refuse("Credential should be scoped to correct service: 'ses'.");
  if (scopeRegion !== region) refuse(`Credential should be scoped to the region '${region}'.`);
  const at = headerOf(request, 'x-amz-date');
  if (!/^\d{8}T\d{6}Z$/.test(at) || !at.startsWith(day)) refuse('X-Amz-Date is not valid.');
  if (!names.split(';').includes('host')) refuse("'Host' must be a signed header.");
  if (credentials === undefined) return;

  if (keyId !== credentials.accessKeyId) {
    throw new SesError('UnrecognizedClientException', 'The security token is invalid.');
  }
  if (Math.abs(timeOf(at) - now.getTime()) > skewMsMax) refuse('Signature expired.');
  const scope = `${day}/${region}/ses/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', at, scope, sha256(canonical(request, names))].join('\n');
  const key = [day, region, 'ses', 'aws4_request'].reduce<Buffer>(
    (secret, part) => hmac(secret, part),
    Buffer.from(`AWS4${credentials.secretAccessKey}`),
  );
  if (!timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex'))) {
    refuse('The request signature we calculated does not match the signature you provided.');
  }
}

/** The request in the one form that both sides hash. */
function canonical(request: SignedRequest, names: string): string {
  const [path = '/', query = ''] = request.url.split('?', 2);
  const headers = names.split(';').map((name) => `${name}:${headerOf(request, name)}\n`);
  return [
    request.method,
    // The path is encoded once more than it was sent: only S3 does not.
    path.split('/').map(encodeStrictly).join('/'),
    query.split('&').sort().join('&'),
    headers.join(''),
    names,
    sha256(request.body),
  ].join('\n');
}

function headerOf(request: SignedRequest, name: string): string {
  const value = request.headers[name];
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replace(/ +/g, ' ');
}

/** RFC 3986, which spares fewer signs than encodeURIComponent. */
const encodeStrictly = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const timeOf = (at: string): number =>
  Date.parse(at.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

function refuse(message: string): never {
  throw new SesError('InvalidSignatureException', message);
}
