/**
 * A key for one intended write. Make it when the customer acts, keep it through every retry of that
 * act, and make a new one when what is asked for changes.
 */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
