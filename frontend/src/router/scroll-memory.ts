const storageKey = 'scroll';
/** Entries of the history that are remembered; the oldest go first. */
const entriesMax = 100;

function storedPositions(): Map<string, number> {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(storageKey) ?? '[]'));
  } catch {
    return new Map();
  }
}

const positions = storedPositions();

function remember(key: string): void {
  positions.delete(key);
  positions.set(key, scrollY);
  const oldest = positions.keys().next().value;
  if (positions.size > entriesMax && oldest !== undefined) positions.delete(oldest);
}

/**
 * Where each entry of the history was scrolled to. The browser's own memory speaks before the page that it
 * remembers is there.
 */
export const scrollMemory = {
  leave: remember,
  /** Goes where the entry was left; a new one begins at its fragment, or at the top. */
  arrive(key: string, hash: string): void {
    const target = hash === '' ? null : document.getElementById(hash.slice(1));
    const top = positions.get(key);
    if (top === undefined && target !== null) target.scrollIntoView();
    else scrollTo({ top: top ?? 0, left: 0, behavior: 'instant' });
  },
  /** Keeps the memory through a reload. @returns how to stop */
  start(shownKey: () => string): () => void {
    const onHide = () => {
      history.scrollRestoration = 'auto';
      remember(shownKey());
      try {
        sessionStorage.setItem(storageKey, JSON.stringify([...positions]));
      } catch {
        // Without storage a reload begins at the top.
      }
    };
    const onShow = () => {
      history.scrollRestoration = 'manual';
    };
    onShow();
    addEventListener('pagehide', onHide);
    addEventListener('pageshow', onShow);
    return () => {
      removeEventListener('pagehide', onHide);
      removeEventListener('pageshow', onShow);
    };
  },
};
