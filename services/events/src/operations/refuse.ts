import type { ErrorCode } from '@ticketing/contracts';
import { type ApiError, problem } from '@ticketing/service-kit';
import { describeFaults, type Fault } from '../domain/faults.ts';
import { findTextFaults } from '../domain/text-faults.ts';

/** The problem of this code with the faults, at least one, named in `errors`. */
export function faultsProblem(code: ErrorCode, faults: readonly Fault[]): ApiError {
  const [first] = faults;
  if (first === undefined) throw new Error('a refusal needs a fault');
  const count = faults.length === 1 ? '' : `${faults.length} mistakes; the first: `;
  return problem(code, `${count}${first.pointer} ${first.detail}`, describeFaults(faults));
}

/** Throws the problem of this code with every fault named; returns when there are none. */
export function refuseFaults(code: ErrorCode, faults: readonly Fault[]): void {
  if (faults.length > 0) throw faultsProblem(code, faults);
}

/** Throws invalid_request for what is wrong with a body beyond its schema. */
export const refuseInvalid = (body: unknown, faults: readonly Fault[]): void =>
  refuseFaults('invalid_request', [...findTextFaults(body, '#'), ...faults]);
