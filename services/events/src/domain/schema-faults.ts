import type { TSchema } from 'typebox';
import type { Validator } from 'typebox/compile';
import { type Fault, pointerPart } from './faults.ts';

type SchemaError = ReturnType<Validator<Record<string, never>, TSchema>['Errors']>[number];

/** What checks a value against a schema. */
export interface Shape {
  Check(value: unknown): boolean;
  Errors(value: unknown): SchemaError[];
}

/** What a schema refuses in a value that stands at `pointer`; empty when it fits. */
export function findSchemaFaults(shape: Shape, value: unknown, pointer: string): Fault[] {
  if (shape.Check(value)) return [];
  return shape.Errors(value).flatMap((error) => describe(error, pointer));
}

function describe(error: SchemaError, pointer: string): Fault[] {
  const at = `${pointer}${error.instancePath}`;
  const members = (names: readonly string[], detail: string) =>
    names.map((name) => ({ pointer: `${at}/${pointerPart(name)}`, detail }));
  switch (error.keyword) {
    case 'required':
      return members(error.params.requiredProperties, 'is required');
    case 'additionalProperties':
      return members(error.params.additionalProperties.map(String), 'is not known here');
    case 'boolean':
      // The unknown member itself; 'additionalProperties' names it already.
      return [];
    case 'enum':
      return [{ pointer: at, detail: `must be one of ${error.params.allowedValues.join(', ')}` }];
    case 'const':
      return [{ pointer: at, detail: `must be ${JSON.stringify(error.params.allowedValue)}` }];
    default:
      return [{ pointer: at, detail: error.message }];
  }
}
