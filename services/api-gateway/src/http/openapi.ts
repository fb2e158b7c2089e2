import * as contracts from '@ticketing/contracts';
import { type Endpoint, type ErrorCode, errorCatalogue, headers } from '@ticketing/contracts';
import { apiPrefix, publicEndpoints } from './gateway-routes.ts';
import { rateClassOf } from './limit-requests.ts';

type Json = Record<string, unknown>;

/** What any request may be answered with, whatever its endpoint. */
const commonErrors: readonly ErrorCode[] = [
  'invalid_request',
  'internal_error',
  'service_unavailable',
  'upstream_timeout',
  'shutting_down',
];

/** The OpenAPI 3.1 document of everything under `/api`, made from the contracts. */
export function createOpenApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of publicEndpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ticketing Pro',
      version: '1.0.0',
      description: description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: apiPrefix }],
    tags: [...new Set(publicEndpoints.map(tagOf))].map((name) => ({ name })),
    paths,
    components: { schemas: { Problem: problemSchema }, securitySchemes },
  };
}

const description = [
  'Money is in the smallest unit of its currency, instants are UTC, ids are prefixed and sortable.',
  'Errors are problem documents (RFC 9457); translate by `code`. Writes that take an',
  '`Idempotency-Key` answer the same for the same key and have one effect.',
  'Refused for speed: 429 with `Retry-After`.',
].join(' ');

const securitySchemes = {
  accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
  refreshCookie: { type: 'apiKey', in: 'cookie', name: 'refresh_token' },
};

const problemSchema = {
  type: 'object',
  description: 'RFC 9457 problem details',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', examples: ['urn:ticketing:error:seats_taken'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(errorCatalogue) },
    detail: { type: 'string' },
    requestId: { type: 'string' },
    retryAfterSeconds: { type: 'number' },
  },
};

/** Endpoints are called as their constants in the contracts. */
const namesOf = new Map(Object.entries(contracts).map(([name, value]) => [value as unknown, name]));

const tagOf = ({ path }: Endpoint): string => path.split('/')[1] ?? 'api';

function operationOf(endpoint: Endpoint): Json {
  const parameters = [
    ...parametersOf(endpoint.params, 'path'),
    ...parametersOf(endpoint.query, 'query'),
    ...headerParametersOf(endpoint),
  ];
  return {
    operationId: namesOf.get(endpoint),
    tags: [tagOf(endpoint)],
    summary: endpoint.summary,
    description: `Access: ${endpoint.access}. Rate limit: ${rateClassOf(endpoint)}.`,
    ...securityOf(endpoint),
    ...(parameters.length > 0 && { parameters }),
    ...(endpoint.body !== undefined && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: plain(endpoint.body) } },
      },
    }),
    responses: { [endpoint.status]: successOf(endpoint), ...refusalsOf(endpoint) },
  };
}

function securityOf(endpoint: Endpoint): Json {
  if (endpoint === contracts.refresh || endpoint === contracts.logout) {
    return { security: [{ refreshCookie: [] }] };
  }
  return { security: endpoint.access === 'public' ? [] : [{ accessToken: [] }] };
}

/** TypeBox keeps notes of its own on schemas; JSON has only what the standard knows. */
const plain = (schema: unknown): Json => JSON.parse(JSON.stringify(schema)) as Json;

function parametersOf(schema: Endpoint['params'], place: 'path' | 'query'): Json[] {
  if (schema === undefined) return [];
  const { properties, required = [] } = plain(schema) as {
    properties: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function headerParametersOf({ idempotencyKey, admission, etag, method, path }: Endpoint): Json[] {
  const parameters: Json[] = [];
  if (idempotencyKey === 'required') {
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: true,
      description: 'Chosen by the caller, new for each intention; repeats get the first answer.',
      schema: { type: 'string', pattern: '^[\\x21-\\x7e]{8,128}$' },
      example: '8b1f6c9e-6f0a-4b58-9a55-0f5d1c1f7d3e',
    });
  }
  if (etag === true && method !== 'GET') {
    parameters.push({
      name: 'If-Match',
      in: 'header',
      required: false,
      description:
        'The `ETag` that was read; changed since, nothing changes. Left out, the last write wins.',
      schema: { type: 'string' },
    });
  }
  const keeps = path.endsWith('/heartbeats');
  if (admission === true || keeps) {
    parameters.push({
      name: headers.admissionToken,
      in: 'header',
      required: keeps,
      description: 'From the waiting room; needed while the performance is protected.',
      schema: { type: 'string' },
    });
  }
  return parameters;
}

function successOf({ status, reply, produces, etag }: Endpoint): Json {
  const told = {
    description: status === 204 ? 'Done; nothing to tell' : 'Done',
    headers: {
      [headers.requestId]: { schema: { type: 'string' } },
      ...(etag === true && { ETag: { schema: { type: 'string' } } }),
    },
  };
  if (reply !== undefined) {
    return { ...told, content: { 'application/json': { schema: plain(reply) } } };
  }
  if (produces === undefined) return told;
  return { ...told, content: { [produces]: { schema: { type: 'string' } } } };
}

/** Refusals by status, each with the codes that it may carry. */
function refusalsOf(endpoint: Endpoint): Record<string, Json> {
  const byStatus = Map.groupBy(codesOf(endpoint), (code) => errorCatalogue[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => errorCatalogue[code].title).join('; '),
        content: {
          'application/problem+json': {
            schema: {
              allOf: [
                { $ref: '#/components/schemas/Problem' },
                { type: 'object', properties: { code: { enum: codes } } },
              ],
            },
          },
        },
      },
    ]),
  );
}

function codesOf(endpoint: Endpoint): ErrorCode[] {
  const codes = new Set<ErrorCode>([...endpoint.errors, ...commonErrors]);
  if (endpoint.access !== 'public') codes.add('unauthenticated').add('token_expired');
  if (endpoint.access !== 'public' && endpoint.access !== 'customer') codes.add('forbidden');
  if (rateClassOf(endpoint) !== 'none') codes.add('rate_limited');
  if (endpoint.method !== 'GET') codes.add('origin_not_allowed');
  if (endpoint.body !== undefined) {
    codes.add('malformed_body').add('body_too_large').add('unsupported_media_type');
  }
  if (endpoint.idempotencyKey === 'required') codes.add('idempotency_key_missing');
  return [...codes];
}
