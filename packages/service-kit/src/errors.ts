import { type ErrorCode, errorCatalogue, problemType } from '@ticketing/contracts';

/** Further members of the problem document. `retryAfterSeconds` also becomes `Retry-After`. */
export type ProblemExtra = Readonly<Record<string, unknown>>;

/** What a service answers when it refuses: a code of the catalogue, sent as a problem document. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  /** What happened this time, for the caller to read. Never a secret. */
  readonly detail: string | undefined;
  readonly extra: ProblemExtra | undefined;

  constructor(code: ErrorCode, detail?: string, extra?: ProblemExtra, options?: ErrorOptions) {
    super(detail ?? errorCatalogue[code].title, options);
    this.code = code;
    this.detail = detail;
    this.extra = extra;
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }
}

/** `throw problem('seats_taken', 'A-1-12 is taken', { seatIds })`. */
export const problem = (code: ErrorCode, detail?: string, extra?: ProblemExtra): ApiError =>
  new ApiError(code, detail, extra);

/** RFC 9457, with our `code` beside the `type` that carries it too. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail?: string;
  readonly requestId?: string;
  readonly [member: string]: unknown;
}

export const problemContentType = 'application/problem+json; charset=utf-8';

export function problemDocument(error: ApiError, requestId: string | undefined): ProblemDocument {
  const { status, title } = errorCatalogue[error.code];
  return {
    ...error.extra,
    type: problemType(error.code),
    title,
    status,
    code: error.code,
    ...(error.detail !== undefined && { detail: error.detail }),
    ...(requestId !== undefined && { requestId }),
  };
}

const ownMembers = new Set(['type', 'title', 'status', 'code', 'detail', 'requestId', 'instance']);

/** Turns the reply of another service back into what it threw; undefined when it is no problem. */
export function parseProblem(value: unknown): ApiError | undefined {
  if (typeof value !== 'object' || value === null || !('code' in value)) return undefined;
  const { code } = value;
  if (typeof code !== 'string' || !Object.hasOwn(errorCatalogue, code)) return undefined;
  const extra = Object.fromEntries(Object.entries(value).filter(([name]) => !ownMembers.has(name)));
  const detail = 'detail' in value && typeof value.detail === 'string' ? value.detail : undefined;
  const hasExtra = Object.keys(extra).length > 0;
  return new ApiError(code as ErrorCode, detail, hasExtra ? extra : undefined);
}
