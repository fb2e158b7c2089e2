import type { Metadata } from '../domain/payment.ts';
import { invalidRequest, type StripeError } from '../domain/stripe-error.ts';
import type { Form, FormValue } from './parse-form.ts';

/** Reads a request's parameters by name and type, and in the end refuses those nobody read. */
export interface ParameterReader {
  text(name: string, lengthMax?: number): string | null;
  integer(name: string, range: { minimum: number; maximum: number }): number | null;
  boolean(name: string): boolean | null;
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | null;
  list(name: string): string[] | null;
  /** The reader of an object inside; null when absent. Its `finish` is called with this one's. */
  object(name: string): ParameterReader | null;
  /** With empty texts, which remove their keys where metadata are merged. */
  metadata(): Metadata;
  /** Accepts parameters that change nothing here. */
  ignore(...names: string[]): void;
  required<Value>(name: string, value: Value | null): Value;
  /** The parameter's full name, `payment_method_data[card]`. */
  path(name: string): string;
  /** Throws parameter_unknown (400) for what was not read. */
  finish(): void;
}

const TEXT_LENGTH_MAX = 5000;
const METADATA_KEYS_MAX = 50;
const METADATA_KEY_LENGTH_MAX = 40;
const METADATA_VALUE_LENGTH_MAX = 500;

/** Every reading method throws an invalid request (400) that names the parameter when it is wrong. */
export function readParameters(form: Form, prefix = ''): ParameterReader {
  const unread = new Set(Object.keys(form));
  const children: ParameterReader[] = [];
  const path = (name: string) => (prefix === '' ? name : `${prefix}[${name}]`);

  const take = (name: string): FormValue | null => {
    unread.delete(name);
    return Object.hasOwn(form, name) ? (form[name] ?? null) : null;
  };
  /** An empty text unsets a parameter, as in Stripe. */
  const takeText = (name: string): string | null => {
    const value = take(name);
    if (value === null || value === '') return null;
    if (typeof value !== 'string') throw invalidRequest('Invalid string', { param: path(name) });
    return value;
  };
  const takeForm = (name: string): Form | null => {
    const value = take(name);
    if (value === null || value === '') return null;
    if (typeof value === 'string') throw invalidRequest('Invalid object', { param: path(name) });
    return value;
  };

  return {
    path,
    text: (name, lengthMax = TEXT_LENGTH_MAX) => {
      const value = takeText(name);
      if (value !== null && value.length > lengthMax) {
        const message = `Invalid string: must be at most ${lengthMax} characters`;
        throw invalidRequest(message, { param: path(name) });
      }
      return value;
    },
    integer: (name, range) => toInteger(takeText(name), path(name), range),
    boolean: (name) => {
      const value = takeText(name);
      if (value === null) return null;
      if (value === 'true') return true;
      if (value === 'false') return false;
      throw invalidRequest(`Invalid boolean: ${value}`, { param: path(name) });
    },
    choice: (name, choices) => {
      const value = takeText(name);
      if (value === null) return null;
      const chosen = choices.find((choice) => choice === value);
      if (chosen !== undefined) return chosen;
      const message = `Invalid ${path(name)}: must be one of ${choices.join(', ')}`;
      throw invalidRequest(message, { param: path(name) });
    },
    list: (name) => {
      const values = takeForm(name);
      if (values === null) return null;
      return Object.values(values).map((value) => {
        if (typeof value === 'string') return value;
        throw invalidRequest('Invalid array', { param: path(name) });
      });
    },
    object: (name) => {
      const inner = takeForm(name);
      if (inner === null) return null;
      const reader = readParameters(inner, path(name));
      children.push(reader);
      return reader;
    },
    metadata: () => toMetadata(takeForm('metadata'), path('metadata')),
    ignore: (...names) => {
      for (const name of names) unread.delete(name);
    },
    required: (name, value) => {
      if (value !== null) return value;
      throw missing(path(name));
    },
    finish: () => {
      const [unknown] = unread;
      if (unknown !== undefined) {
        const param = path(unknown);
        throw invalidRequest(`Received unknown parameter: ${param}`, {
          code: 'parameter_unknown',
          param,
        });
      }
      for (const child of children) child.finish();
    },
  };
}

function missing(param: string): StripeError {
  return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
}

function toInteger(
  text: string | null,
  param: string,
  range: { minimum: number; maximum: number },
): number | null {
  if (text === null) return null;
  if (!/^-?\d{1,15}$/.test(text)) {
    throw invalidRequest(`Invalid integer: ${text.slice(0, 40)}`, {
      code: 'parameter_invalid_integer',
      param,
    });
  }
  const value = Number(text);
  if (value >= range.minimum && value <= range.maximum) return value;
  const below = value < range.minimum;
  throw invalidRequest(
    below
      ? `This value must be greater than or equal to ${range.minimum}.`
      : `This value must be less than or equal to ${range.maximum}.`,
    { code: 'parameter_invalid_integer', param },
  );
}

/** Source: https://docs.stripe.com/api/metadata */
function toMetadata(form: Form | null, param: string): Metadata {
  if (form === null) return {};
  const entries = Object.entries(form);
  if (entries.length > METADATA_KEYS_MAX) {
    throw invalidRequest(`Metadata has at most ${METADATA_KEYS_MAX} keys.`, { param });
  }
  const metadata: [string, string][] = [];
  for (const [key, value] of entries) {
    const at = `${param}[${key.slice(0, METADATA_KEY_LENGTH_MAX)}]`;
    if (typeof value !== 'string') throw invalidRequest('Invalid string', { param: at });
    if (key.length > METADATA_KEY_LENGTH_MAX) {
      const message = `Metadata keys have at most ${METADATA_KEY_LENGTH_MAX} characters.`;
      throw invalidRequest(message, { param: at });
    }
    if (value.length > METADATA_VALUE_LENGTH_MAX) {
      const message = `Metadata values have at most ${METADATA_VALUE_LENGTH_MAX} characters.`;
      throw invalidRequest(message, { param: at });
    }
    metadata.push([key, value]);
  }
  return Object.fromEntries(metadata);
}
