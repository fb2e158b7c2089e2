import path from 'node:path';

/** The repository's root, and a path below it. */
export const root = path.resolve(import.meta.dirname, '../..');
export const at = (...parts: string[]): string => path.join(root, ...parts);
