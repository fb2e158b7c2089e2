import { type ComponentType, useEffect, useReducer } from 'react';
import { Skeleton } from '../../ui/Skeleton.tsx';
import type { PosterProps } from './Poster.tsx';

let Poster: ComponentType<PosterProps> | undefined;
/** Begins with the page. Without a network its place stays grey; the words beside it say all. */
const arriving = import('./Poster.tsx').then(
  (module) => {
    Poster = module.Poster;
  },
  () => undefined,
);

/** A poster on a page that has more to say: its code comes beside the page's own, not before it. */
export function PosterLater(props: PosterProps) {
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  const missing = Poster === undefined;
  useEffect(() => {
    if (missing) void arriving.then(redraw);
  }, [missing]);
  if (Poster !== undefined) return <Poster {...props} />;
  return <Skeleton className={`aspect-3/4 ${props.className ?? ''}`} />;
}
