/** What we fetch from Amazon SNS. The callers check the addresses first. */
export interface SnsClient {
  /** The certificate at the address; kept for a day. Rejects when it cannot be had. */
  certificate(url: string): Promise<string>;
  /** Opens the link that confirms a subscription. Rejects when SNS does not say yes. */
  confirm(url: string): Promise<void>;
}

const answerMsMax = 5_000;
const bytesMax = 64 * 1024;
const certificatesKeptMax = 8;
const keptMs = 86_400_000;

export function createSnsClient(): SnsClient {
  const kept = new Map<string, { readonly pem: string; readonly untilMs: number }>();
  return {
    async certificate(url) {
      const known = kept.get(url);
      if (known !== undefined && known.untilMs > performance.now()) return known.pem;
      const pem = await get(url);
      if (kept.size >= certificatesKeptMax) kept.clear();
      kept.set(url, { pem, untilMs: performance.now() + keptMs });
      return pem;
    },
    async confirm(url) {
      await get(url);
    },
  };
}

/** A redirect would lead away from the address that was checked. */
async function get(url: string): Promise<string> {
  const response = await fetch(url, {
    redirect: 'error',
    signal: AbortSignal.timeout(answerMsMax),
  });
  if (!response.ok) throw new Error(`SNS answers ${response.status}`);
  if (Number(response.headers.get('content-length') ?? 0) > bytesMax) {
    throw new Error('SNS answers too much');
  }
  return response.text();
}
