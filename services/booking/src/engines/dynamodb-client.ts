import { randomInt } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { ApiError } from '@ticketing/service-kit';

/** So a call ends within some seven seconds: three answers waited for, and the pauses between. */
const attemptsMax = 3;
const connectMsMax = 1000;
const answerMsMax = 2000;
const conflictsMax = 8;
const conflictPauseMs = 20;
const retryAfterSeconds = 1;

export interface DynamoSettings {
  readonly region: string;
  /** A local engine, or an endpoint of a private network. */
  readonly endpoint?: string | undefined;
  /** A local engine takes any credentials but wants some: gives it some. */
  readonly local: boolean;
}

/**
 * The SDK's own chain finds the credentials, unless the engine is local. The SDK tries again what was
 * throttled or not answered, after pauses that grow and are drawn by lot.
 */
export const openDynamo = ({ region, endpoint, local }: DynamoSettings): DynamoDBClient =>
  new DynamoDBClient({
    region,
    maxAttempts: attemptsMax,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: connectMsMax,
      requestTimeout: answerMsMax,
      throwOnRequestTimeout: true,
    },
    ...(endpoint !== undefined && { endpoint }),
    ...(local && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  });

/** Names of errors that may be over a moment later, as the API reference of DynamoDB lists them. */
const passingNames = new Set([
  'InternalServerError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'ThrottlingException',
  'TimeoutError',
  'TransactionConflictException',
  'TransactionInProgressException',
]);
const lostConnection = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);
/** Why a transaction is cancelled that can succeed a moment later. */
const passingReasons = new Set([
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
  'TransactionConflict',
]);

/** Per write of a cancelled transaction, why; empty for every other error. */
export const reasonsOf = (error: unknown): (string | undefined)[] =>
  error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).map(({ Code }) => Code)
    : [];

/** No condition failed, and what was in the way passes. */
function isPassingCancellation(error: unknown): boolean {
  const reasons = reasonsOf(error);
  return (
    !reasons.includes('ConditionalCheckFailed') &&
    reasons.some((reason) => reason !== undefined && passingReasons.has(reason))
  );
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (passingNames.has(error.name) || isPassingCancellation(error)) return true;
  if ('code' in error && lostConnection.has(String(error.code))) return true;
  const status = '$metadata' in error && (error.$metadata as { httpStatusCode?: number });
  return typeof status === 'object' && (status?.httpStatusCode ?? 0) >= 500;
}

/**
 * Asks DynamoDB; what meets a transaction on the same booking, which holds it for milliseconds, is
 * tried again. Throws service_unavailable when DynamoDB cannot be reached, does not answer or has no
 * capacity left after the retries.
 */
export async function ask<Result>(question: () => Promise<Result>): Promise<Result> {
  for (let conflicts = 1; ; conflicts += 1) {
    try {
      return await question();
    } catch (error) {
      const met = error instanceof TransactionConflictException || isPassingCancellation(error);
      if (!met || conflicts === conflictsMax) throw isPassing(error) ? unavailable(error) : error;
      await pauseByLot(conflictPauseMs * 2 ** (conflicts - 1));
    }
  }
}

export const unavailable = (cause: unknown): ApiError =>
  new ApiError(
    'service_unavailable',
    'Bookings cannot be reached; try again',
    { retryAfterSeconds },
    { cause },
  );

/** By lot, so that those who met do not meet again. */
export const pauseByLot = (msMax: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, randomInt(Math.ceil(msMax / 2), msMax + 1)));

/** Answers undefined instead of throwing when the write's condition did not hold. */
export async function whenConditionHolds<Result>(
  write: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await ask(write);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
