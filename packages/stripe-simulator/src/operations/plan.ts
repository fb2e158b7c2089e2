import type { Desk } from '../desk.ts';
import type { ParameterReader } from '../parameters/read-parameters.ts';
import type { Expansion } from '../rendering/expansion.ts';
import type { Outcome } from '../storage/working-set.ts';

/** What an operation is called with, when its caller is known. */
export interface Call {
  readonly parameters: ParameterReader;
  /** The id in the path; empty when the path has none. */
  readonly id: string;
  /** Whether the caller holds the secret key; otherwise he is a browser. */
  readonly isSecret: boolean;
}

/** A checked request to change something. `decide` may run more than once. */
export interface Plan {
  /** The payment that it changes. */
  readonly stem: string | null;
  /** The saved payment method that it uses. */
  readonly methodId: string | null;
  readonly expand: Expansion;
  decide(desk: Desk): Outcome;
}
