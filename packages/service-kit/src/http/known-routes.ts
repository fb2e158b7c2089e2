export interface KnownRoute {
  readonly method: string;
  readonly url: string;
}

const compiled = new Map<string, RegExp>();

/** `/bookings/:bookingId` as an expression that matches the addresses of that route. */
function patternOf(url: string): RegExp {
  let pattern = compiled.get(url);
  if (pattern === undefined) {
    const source = url
      .split('/')
      .map((part) => {
        if (part === '*') return '.*';
        return part.startsWith(':') ? '[^/]+' : part.replace(/[^\w-]/g, '\\$&');
      })
      .join('/');
    pattern = new RegExp(`^${source}$`);
    compiled.set(url, pattern);
  }
  return pattern;
}

/** The methods with which the address would have been found; empty when nothing is there. */
export function findAllowedMethods(routes: readonly KnownRoute[], address: string): string[] {
  const path = address.split('?', 1)[0] ?? '';
  const methods = routes.filter(({ url }) => patternOf(url).test(path)).map(({ method }) => method);
  return [...new Set(methods)].sort();
}
