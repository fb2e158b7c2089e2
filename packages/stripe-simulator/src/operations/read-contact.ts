import { invalidRequest } from '../domain/stripe-error.ts';
import type { ParameterReader } from '../parameters/read-parameters.ts';

export function readEmail(parameters: ParameterReader, name: string): string | null {
  const email = parameters.text(name, 512);
  if (email === null || /^[^\s@]+@[^\s@]+$/.test(email)) return email;
  throw invalidRequest(`Invalid email address: ${email}`, {
    code: 'email_invalid',
    param: parameters.path(name),
  });
}

/** Where the browser goes after 3-D Secure: an absolute http or https address. */
export function readReturnUrl(parameters: ParameterReader): string | null {
  const text = parameters.text('return_url');
  if (text === null) return null;
  const url = URL.parse(text);
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url.href;
  throw invalidRequest('Not a valid URL', { code: 'url_invalid', param: 'return_url' });
}
