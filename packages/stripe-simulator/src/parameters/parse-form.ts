import { invalidRequest } from '../domain/stripe-error.ts';

/** A form's value: text, or an object. Lists are objects whose keys are their places. */
export type FormValue = string | Form;
export interface Form {
  [name: string]: FormValue;
}

const FIELDS_MAX = 500;
const DEPTH_MAX = 6;
const FIELD_NAME = /^([^[\]]+)((?:\[[^[\]]*\])*)$/;

/**
 * Reads Stripe's form encoding: `a[b][c]=d` is {a: {b: {c: 'd'}}}, `a[]=x` appends to a list.
 * Throws an invalid request (400) for a malformed name and for too many or too deep fields.
 */
export function parseForm(text: string): Form {
  const form: Form = Object.create(null);
  let fields = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    fields += 1;
    if (fields > FIELDS_MAX) throw invalidRequest(`A request has at most ${FIELDS_MAX} fields.`);
    put(form, name, value);
  }
  return form;
}

function put(form: Form, name: string, value: string): void {
  const match = FIELD_NAME.exec(name);
  if (!match) throw invalidRequest(`Invalid parameter name: ${name.slice(0, 100)}`);
  const path = [match[1] ?? '', ...(match[2] ?? '').slice(1, -1).split('][')];
  if (match[2] === '') path.length = 1;
  if (path.length > DEPTH_MAX) throw invalidRequest(`Too deep: ${name.slice(0, 100)}`);
  const last = path.length - 1;
  let place = form;
  for (const [depth, step] of path.entries()) {
    // A list without places counts on.
    const key = step === '' ? String(Object.keys(place).length) : step;
    if (depth === last) {
      place[key] = value;
      return;
    }
    const next = place[key] ?? Object.create(null);
    if (typeof next === 'string') throw invalidRequest(`Invalid object: ${name.slice(0, 100)}`);
    place[key] = next;
    place = next;
  }
}
