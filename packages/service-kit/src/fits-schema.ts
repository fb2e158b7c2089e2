import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

interface Validator {
  Check(value: unknown): boolean;
}
const validators = new WeakMap<TSchema, Validator>();

/**
 * Whether a value has the shape of a contract's schema. Compiles each schema once: messages of the bus are
 * checked by every consumer, and interpreting the schema anew costs more than all the rest of a message.
 */
export function fitsSchema<const Schema extends TSchema>(
  schema: Schema,
  value: unknown,
): value is Static<Schema> {
  let validator = validators.get(schema);
  if (validator === undefined) {
    validator = Compile(schema) as Validator;
    validators.set(schema, validator);
  }
  return validator.Check(value);
}
