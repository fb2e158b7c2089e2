import { createHash } from 'node:crypto';

/** What is stored of a secret of 256 random bits; it needs no salt and no slowness. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();
