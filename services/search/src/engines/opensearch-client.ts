import { Client, errors } from '@opensearch-project/opensearch';

/** How we show the server who we are. `aws`: signed by Signature Version 4 as the role of this process. */
export type OpenSearchAuth =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'aws'; readonly region: string };

export interface OpenSearchServer {
  /** `https://host:9200`, without a user. */
  readonly url: string;
  readonly auth?: OpenSearchAuth;
  /** The authority that signed the server's certificate, as PEM, where it is not a public one. */
  readonly ca?: string;
}

/** For writes and everything else that nobody waits for. */
const requestTimeoutMs = 5_000;
const retriesMax = 1;
/** For what people wait for: one attempt, and a short one. */
export const searchTimeoutMs = 3_000;
export const impatient = { requestTimeout: searchTimeoutMs, maxRetries: 0 };

/** A client, not connected yet. The signer of AWS is loaded only where it is asked for. */
export async function createClient({ url, auth, ca }: OpenSearchServer): Promise<Client> {
  return new Client({
    ...(await optionsOf(auth)),
    node: url,
    ...(ca !== undefined && { ssl: { ca } }),
    requestTimeout: requestTimeoutMs,
    maxRetries: retriesMax,
  });
}

async function optionsOf(auth: OpenSearchAuth | undefined) {
  if (auth?.kind === 'basic') {
    return { auth: { username: auth.username, password: auth.password } };
  }
  if (auth?.kind !== 'aws') return {};
  const { AwsSigv4Signer } = await import('@opensearch-project/opensearch/aws-v3');
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
  return AwsSigv4Signer({ region: auth.region, service: 'es', getCredentials: defaultProvider() });
}

export const isStatus = (error: unknown, status: number): boolean =>
  error instanceof errors.ResponseError && error.statusCode === status;

/** `resource_already_exists_exception` and the like. */
export const errorTypeOf = (error: unknown): string | undefined =>
  error instanceof errors.ResponseError ? error.body?.error?.type : undefined;

const awayStatuses = new Set([429, 502, 503, 504]);

/** Whether the server cannot do its work now: gone, silent, overloaded, starting. */
export function isAway(error: unknown): boolean {
  if (error instanceof errors.ResponseError) return awayStatuses.has(error.statusCode ?? 0);
  return (
    error instanceof errors.ConnectionError ||
    error instanceof errors.TimeoutError ||
    error instanceof errors.NoLivingConnectionsError
  );
}

/** A kept connection that the server has closed meanwhile; asking again takes a new one. */
export const isBrokenConnection = (error: unknown): boolean =>
  error instanceof errors.ConnectionError && !(error instanceof errors.TimeoutError);
