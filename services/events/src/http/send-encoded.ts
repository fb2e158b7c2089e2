import { replyWith } from '@ticketing/service-kit';
import type { FastifyRequest } from 'fastify';
import { type ContentEncoding, type EncodedJson, isCompressible } from '../storage/encoded-json.ts';

/**
 * Answers with a prepared body: 304 when the caller has it already, else in the best encoding that
 * the caller takes. Each encoding has its own strong tag (RFC 9110, 8.8.3.3), all of one content.
 */
export async function sendEncoded(
  request: FastifyRequest,
  body: EncodedJson,
  cacheControl: string,
) {
  const encoding = isCompressible(body) ? chooseEncoding(request) : 'identity';
  const headers = {
    etag: tagOf(body, encoding),
    'cache-control': cacheControl,
    vary: 'accept-encoding',
  };
  if (hasAlready(request, body)) return replyWith({ status: 304, headers });
  return replyWith({
    headers: {
      ...headers,
      'content-type': 'application/json; charset=utf-8',
      ...(encoding !== 'identity' && { 'content-encoding': encoding }),
    },
    body: await body.bytes(encoding),
  });
}

const tagOf = (body: EncodedJson, encoding: ContentEncoding): string =>
  encoding === 'identity' ? `"${body.tag}"` : `"${body.tag}-${encoding}"`;

function hasAlready(request: FastifyRequest, body: EncodedJson): boolean {
  const sent = request.headers['if-none-match'];
  if (sent === undefined) return false;
  if (sent.trim() === '*') return true;
  const own = (['identity', 'gzip', 'br'] as const).map((encoding) => tagOf(body, encoding));
  return sent.split(',').some((tag) => own.includes(tag.trim().replace(/^W\//, '')));
}

function chooseEncoding(request: FastifyRequest): ContentEncoding {
  const accepted = new Map(
    String(request.headers['accept-encoding'] ?? '')
      .split(',')
      .map((part) => {
        const [name = '', weight = ''] = part
          .trim()
          .toLowerCase()
          .split(/\s*;\s*q=/);
        return [name, weight === '' ? 1 : Number(weight)];
      }),
  );
  const best = (['br', 'gzip'] as const).filter((encoding) => (accepted.get(encoding) ?? 0) > 0);
  return best[0] ?? 'identity';
}
