import { hash, verify } from '@node-rs/argon2';
import { problem } from '@ticketing/service-kit';

export interface PasswordHasher {
  /** argon2id in PHC format. Throws service_unavailable when too many wait. */
  hash(password: string): Promise<string>;
  /** With no hash (no such account) it takes as long and answers false. */
  verify(hash: string | undefined, password: string): Promise<boolean>;
}

/** More at once only queue behind each other on two cores, and each takes 19 MiB. */
const atOnceMax = 2;
/** About two seconds of waiting; whoever comes later is told to try again. */
const waitingMax = 300;
/** OWASP Password Storage Cheat Sheet: argon2id, m = 19 MiB, t = 2, p = 1. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes at most two passwords at a time, so that a wave of sign-ins leaves the cores to others. */
export function createPasswordHasher(): PasswordHasher {
  let running = 0;
  const waiting: (() => void)[] = [];
  /** Spends the time of a real check for accounts that do not exist. */
  const decoy = hash('no such account', cost);

  async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (running >= atOnceMax) {
      if (waiting.length >= waitingMax) throw problem('service_unavailable', 'Too many sign-ins');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  }

  return {
    hash: (password) => inTurn(() => hash(password, cost)),
    verify: (known, password) =>
      inTurn(async () => {
        const fits = await verify(known ?? (await decoy), password);
        return known !== undefined && fits;
      }),
  };
}
