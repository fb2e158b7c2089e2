/** A screen reader hears of the line each time that a fifth of it is gone: every step would be noise. */
const saidShare = 0.8;

/** Whether the number of people ahead is worth saying, after `said` was said last. */
export const isWorthSaying = (ahead: number, said: number | undefined): boolean =>
  said === undefined || ahead <= said * saidShare;
