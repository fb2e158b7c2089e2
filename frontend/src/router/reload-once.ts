const keyPrefix = 'reloaded:';

/**
 * Loads the site anew when a page's code is no longer where it was: after a new release its files have other
 * names. Once for each file, lest one that is missing for good reloads for ever; never without a network, which
 * would leave nothing on the screen.
 *
 * @returns whether the page is about to go
 */
export function reloadOnce(error: unknown): boolean {
  if (!navigator.onLine) return false;
  const key = `${keyPrefix}${error instanceof Error ? error.message : error}`;
  try {
    if (sessionStorage.getItem(key) !== null) return false;
    sessionStorage.setItem(key, '1');
  } catch {
    return false;
  }
  location.reload();
  return true;
}
