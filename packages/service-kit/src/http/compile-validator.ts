import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { ApiError } from '../errors.ts';

/** Faults named in one reply; a body of rubbish must not be answered with megabytes of rubbish. */
const faultsMax = 20;

const common: Options = {
  allErrors: true,
  useDefaults: true,
  removeAdditional: false,
  strict: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
};

function createAjv(options: Options): Ajv {
  const ajv = new Ajv({ ...common, ...options });
  addFormats.default(ajv);
  return ajv;
}

/** JSON carries its types: a number sent as text is a mistake to tell. */
const strict = createAjv({ coerceTypes: false });
/** Everything in an address is text, so numbers, booleans and lists are read from it. */
const coercing = createAjv({ coerceTypes: 'array' });

const compiled = new WeakMap<object, Map<boolean, ValidateFunction>>();

/** A validator of the schema; compiled once per process, whichever service asks. */
function validatorOf(schema: object, coerce: boolean): ValidateFunction {
  let byMode = compiled.get(schema);
  if (byMode === undefined) {
    byMode = new Map();
    compiled.set(schema, byMode);
  }
  let validate = byMode.get(coerce);
  if (validate === undefined) {
    validate = (coerce ? coercing : strict).compile(schema);
    byMode.set(coerce, validate);
  }
  return validate;
}

/**
 * Checks a part of a call that comes without HTTP as Fastify checks requests, and fills in defaults. Throws
 * invalid_request.
 */
export function assertFits(
  schema: TSchema | undefined,
  part: 'body' | 'querystring' | 'params',
  value: unknown,
): void {
  if (schema === undefined) return;
  const validate = validatorOf(schema, part !== 'body');
  if (!validate(value)) throw formatFaults(validate.errors ?? [], part);
}

/** For Fastify: bodies are checked as they are, path and query with coercion. */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) =>
  validatorOf(schema, httpPart !== 'body');

/** One fault of a request: where it is (RFC 6901, as a URI fragment) and what is wrong. */
export interface RequestFault {
  readonly in: 'body' | 'query' | 'path' | 'headers';
  readonly pointer: string;
  readonly detail: string;
}

const partNames: Record<string, RequestFault['in']> = {
  body: 'body',
  querystring: 'query',
  params: 'path',
  headers: 'headers',
};

/** For Fastify: what Ajv found, as the problem `invalid_request`. */
export function formatFaults(found: readonly unknown[], part: string): ApiError {
  const faults = (found as ErrorObject[]).slice(0, faultsMax).map((error) => ({
    in: partNames[part] ?? 'body',
    ...describeFault(error),
  }));
  const first = faults[0];
  const detail = first === undefined ? undefined : `${first.in} ${first.pointer}: ${first.detail}`;
  return new ApiError('invalid_request', detail, { errors: faults });
}

/** Turns one finding of Ajv into the member it speaks of and a sentence without the value. */
export function describeFault(
  error: Pick<ErrorObject, 'instancePath' | 'keyword' | 'params'> & {
    message?: string;
  },
): { pointer: string; detail: string } {
  const at = `#${error.instancePath}`;
  const params: Record<string, unknown> = error.params;
  const member = (name: unknown) =>
    `${at}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  switch (error.keyword) {
    case 'required':
      return { pointer: member(params.missingProperty), detail: 'is required' };
    case 'additionalProperties':
      return { pointer: member(params.additionalProperty), detail: 'is not known here' };
    case 'enum':
      return { pointer: at, detail: `must be one of ${listOf(params.allowedValues)}` };
    case 'const':
      return { pointer: at, detail: `must be ${JSON.stringify(params.allowedValue)}` };
    default:
      return { pointer: at, detail: error.message ?? 'is not valid' };
  }
}

const listOf = (values: unknown): string =>
  Array.isArray(values) ? values.map((value) => String(value)).join(', ') : String(values);
