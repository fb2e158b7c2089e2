/** An origin that no page has, to see whether a path leads away from it. */
const nowhere = 'http://own.invalid';

/** Signing in must not lead back to where one signs in. */
const doors = ['/login', '/register', '/password/forgot', '/password/reset', '/email/verify'];

/**
 * Where to go after signing in, if it is a path of this site. Anything that a browser could read as another
 * origin (`//evil`, `/\evil`, control characters, a scheme) is refused; see OWASP, "Unvalidated Redirects".
 *
 * @param value what stands in the address as `next`
 * @returns path, query and fragment; undefined when it is not ours
 */
export function safeNextPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || !value.startsWith('/')) return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop these, which may turn /\t/evil into //evil
  if (/[\u0000-\u001f\u007f\\]/.test(value) || value.startsWith('//')) return undefined;
  if (!URL.canParse(value, nowhere)) return undefined;
  const url = new URL(value, nowhere);
  if (url.origin !== nowhere || url.pathname.startsWith('//')) return undefined;
  if (doors.includes(url.pathname.replace(/\/+$/, ''))) return undefined;
  return url.pathname + url.search + url.hash;
}
