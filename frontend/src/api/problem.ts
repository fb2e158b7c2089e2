import type { ErrorCode } from '@ticketing/contracts';

/** What can go wrong before a service has answered. */
type ClientCode = 'offline' | 'unreachable' | 'timed_out' | 'unreadable_reply';
export type ProblemCode = ErrorCode | ClientCode;

export interface ProblemParts {
  readonly code: ProblemCode;
  /** HTTP status; 0 when no service has answered. */
  readonly status: number;
  readonly detail?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** All members of the problem document, for codes that bring more (`seatNos`, `opensAt`, ...). */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** A refusal or failure of a call. Screens translate `code`; `detail` is for support, in English. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: ProblemCode;
  readonly status: number;
  readonly detail: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(parts: ProblemParts, options?: ErrorOptions) {
    super(parts.detail ?? parts.code, options);
    this.code = parts.code;
    this.status = parts.status;
    this.detail = parts.detail;
    this.requestId = parts.requestId;
    this.retryAfterSeconds = parts.retryAfterSeconds;
    this.members = parts.members ?? {};
  }
}

/** Whether `error` is a problem with one of `codes`. */
export const isProblem = (error: unknown, ...codes: readonly ProblemCode[]): error is ApiProblem =>
  error instanceof ApiProblem && codes.includes(error.code);

/** What anything that was thrown is called: all but a problem is a fault of ours. */
export const codeOf = (error: unknown): ProblemCode =>
  error instanceof ApiProblem ? error.code : 'internal_error';

/** Faults that pass by themselves: no answer, a service that is out, too many requests. */
export const isPassing = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem &&
  (error.status === 0 || error.status >= 500 || error.code === 'rate_limited');

const statusCodes: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  429: 'rate_limited',
  502: 'service_unavailable',
  503: 'service_unavailable',
  504: 'upstream_timeout',
};

/** Reads a reply that is not a success: a problem document, or whatever a proxy put in its place. */
export async function problemFromReply(reply: Response): Promise<ApiProblem> {
  const requestId = reply.headers.get('x-request-id') ?? undefined;
  const retryAfter = Number(reply.headers.get('retry-after') ?? Number.NaN);
  const retryAfterSeconds = Number.isFinite(retryAfter) ? retryAfter : undefined;
  const members: unknown = await reply.json().catch(() => undefined);
  const common = { status: reply.status, retryAfterSeconds };
  if (typeof members === 'object' && members !== null && 'code' in members) {
    const document = members as Readonly<Record<string, unknown>>;
    return new ApiProblem({
      ...common,
      code: document.code as ErrorCode,
      detail: typeof document.detail === 'string' ? document.detail : undefined,
      requestId: typeof document.requestId === 'string' ? document.requestId : requestId,
      members: document,
    });
  }
  return new ApiProblem({
    ...common,
    code: statusCodes[reply.status] ?? 'internal_error',
    requestId,
  });
}
