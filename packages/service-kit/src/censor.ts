const secretName =
  /authorization|cookie|passw|secret|token|e-?mail|api-?_?key|card_?number|^cvc$|dd_api/i;
const keysRememberedMax = 1_000;
const depthMax = 6;
const itemsMax = 100;
const hidden = '[hidden]';

const secretByKey = new Map<string, boolean>();

/** Whether values of this name are never written down. */
export function isSecretName(key: string): boolean {
  const known = secretByKey.get(key);
  if (known !== undefined) return known;
  const secret = secretName.test(key);
  if (secretByKey.size < keysRememberedMax) secretByKey.set(key, secret);
  return secret;
}

const emailInText = /[^\s@"'<>()=,:;]+@[^\s@"'<>()=,:;]+\.[^\s@"'<>()=,:;]+/g;
const jwtInText = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;
const keyInText = /\b(?:sk|rk|whsec)_[A-Za-z0-9_]{6,}/g;
const passwordInUrl = /(\w+:\/\/[^\s:/@]*):[^\s@/]+@/g;

/** Hides e-mail addresses, tokens, Stripe keys and passwords inside URLs in a text. */
export function censorText(text: string): string {
  let clean = text;
  if (clean.includes('@')) {
    clean = clean.replace(passwordInUrl, `$1:${hidden}@`).replace(emailInText, '[email]');
  }
  if (clean.includes('eyJ')) clean = clean.replace(jwtInText, '[token]');
  if (clean.includes('_')) clean = clean.replace(keyInText, '[key]');
  return clean;
}

/**
 * A copy of what is to be logged without secrets: values under names of secrets are hidden, texts
 * lose what looks like one. Objects deeper than `depthMax` and items after `itemsMax` are dropped.
 */
export function censorFields(fields: Record<string, unknown>): Record<string, unknown> {
  return censorObject(fields, 0);
}

function censorObject(value: object, depth: number): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const hide = (typeof member === 'string' || typeof member === 'object') && isSecretName(key);
    clean[key] = hide && member !== null ? hidden : censorValue(member, depth + 1);
  }
  return clean;
}

function censorValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return censorText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth > depthMax) return '[deep]';
  if (value instanceof Error) return censorError(value, depth);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) {
    return value.slice(0, itemsMax).map((item) => censorValue(item, depth + 1));
  }
  return censorObject(value, depth);
}

function censorError(error: Error, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    message: censorText(error.message),
    ...('code' in error && { code: error.code }),
    stack: censorText(error.stack ?? ''),
    ...(error.cause !== undefined && { cause: censorValue(error.cause, depth + 1) }),
  };
}
