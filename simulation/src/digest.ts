import { createHash } from 'node:crypto';
import type { World } from './world.ts';

/** A short name of all that happened, and of what chance would have said next. */
export function digestOf({ history, random }: World): string {
  const hash = createHash('sha256');
  for (const entry of history) hash.update(JSON.stringify(entry));
  return hash.update(String(random.next())).digest('base64url');
}
